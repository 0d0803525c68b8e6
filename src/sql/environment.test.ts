import { describe, expect, it } from 'vitest';
import { completeOptions, connectionFromEnvironment } from './environment.js';

const SET = {
  DAP_DATABASE_DIALECT: 'postgres',
  DAP_DATABASE_HOST: 'db.test',
  DAP_DATABASE_USERNAME: 'me',
  DAP_DATABASE_PASSWORD: 'secret',
  DAP_DATABASE_NAME: 'dap',
};

describe('the database that the environment names', () => {
  it('is a file of DuckDB when nothing is set', () => {
    const nothing = { options: { connectionString: 'duckdb://canvas.duckdb' }, isDefault: true };
    expect(connectionFromEnvironment({})).toEqual(nothing);
    expect(connectionFromEnvironment({ DAP_CONNECTION_STRING: '', DAP_DATABASE_HOST: '' })).toEqual(nothing);
  });

  it('is that of DAP_CONNECTION_STRING before all', () => {
    expect(connectionFromEnvironment({ ...SET, DAP_CONNECTION_STRING: 'duckdb://x' })).toEqual({
      options: { connectionString: 'duckdb://x' },
      isDefault: false,
    });
  });

  it('can be given by its parts', () => {
    expect(connectionFromEnvironment({ ...SET, DAP_DATABASE_PORT: '6543', DAP_DATABASE_SSL: 'require' })).toEqual({
      options: {
        dialect: 'postgresql',
        host: 'db.test',
        port: 6543,
        username: 'me',
        password: 'secret',
        database: 'dap',
        ssl: 'require',
      },
      isDefault: false,
    });
    expect(connectionFromEnvironment({ ...SET, DAP_DATABASE_PASSWORD: '' }).isDefault).toBe(false);
  });

  it('has only a file with DuckDB', () => {
    expect(
      connectionFromEnvironment({ DAP_DATABASE_DIALECT: 'duckdb', DAP_DATABASE_NAME: 'x.duckdb' }).options,
    ).toEqual({
      dialect: 'duckdb',
      database: 'x.duckdb',
    });
  });

  it('is refused when a part is missing, which is named', () => {
    const { DAP_DATABASE_DIALECT: _dialect, DAP_DATABASE_PASSWORD: _password, ...part } = SET;
    expect(() => connectionFromEnvironment(part)).toThrow('DAP_DATABASE_DIALECT, DAP_DATABASE_PASSWORD are not set');
    expect(() => connectionFromEnvironment({ DAP_DATABASE_PORT: '5432' })).toThrow(/DAP_DATABASE_NAME are not set/);
    expect(() => connectionFromEnvironment({ ...SET, DAP_DATABASE_PORT: 'x' })).toThrow('its port is not a number');
  });

  it('fills the gaps of options', () => {
    expect(completeOptions({ dialect: 'mysql', host: 'other.test' }, SET)).toMatchObject({
      dialect: 'mysql',
      host: 'other.test',
      username: 'me',
      password: 'secret',
      database: 'dap',
    });
    expect(completeOptions({ dialect: 'duckdb', path: 'x' }, {})).toMatchObject({ path: 'x' });
  });
});
