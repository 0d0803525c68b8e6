/** MySQL 8 and MariaDB from 10.6 on. */

export { openMysql } from './database.js';
export type { MysqlParts, MysqlSettings, MysqlTls } from './settings.js';
export { mysqlTypes } from './types.js';
