import { readFileSync, writeFileSync } from 'node:fs';
import { openApiOf } from '@patchbay/service-kit';
import { AppModule, api, serviceName } from '../src/app.module.ts';
import { loadConfig } from '../src/config.ts';

const committed = new URL('../openapi.json', import.meta.url);

/** Enough for the module to be read; nothing is started. */
const config = loadConfig({
  PORT: '0',
  OIDC_ISSUER: 'http://localhost/oidc',
  OIDC_CLIENT_SECRET: 'secret',
  AUTHZ_URL: 'http://localhost:8082',
  POSTGRES_MIGRATION_URL: 'postgres://localhost/registry',
  POSTGRES_URL: 'postgres://localhost/registry',
  KAFKA_BROKERS: 'localhost:9092',
  TOKEN_BROKER_URL: 'http://localhost:8083',
});

describe('openapi.json', () => {
  it('is what the routes say', async () => {
    const document = await openApiOf(AppModule.for(config), { name: serviceName, ...api });
    if (process.env.UPDATE_OPENAPI === '1') writeFileSync(committed, `${JSON.stringify(document, null, 2)}\n`);
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
  });
});
