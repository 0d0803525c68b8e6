/** MySQL 8 and MariaDB from 10.6 on. */

export { openMysql } from './database.js';
export type { MysqlParts, MysqlSettings } from './settings.js';
export { mysqlTypes } from './types.js';
