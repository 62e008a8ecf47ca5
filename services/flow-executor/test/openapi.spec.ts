import { readFileSync, writeFileSync } from 'node:fs';
import { openApiOf } from '@patchbay/service-kit';
import { AppModule, api, serviceName } from '../src/app.module.ts';
import { loadConfig } from '../src/config.ts';

const committed = new URL('../openapi.json', import.meta.url);

const config = loadConfig({
  PORT: '0',
  OIDC_ISSUER: 'http://idp.invalid',
  OIDC_CLIENT_SECRET: 'none',
  AUTHZ_URL: 'http://authz.invalid',
  POSTGRES_URL: 'postgres://postgres.invalid/flows',
  KAFKA_BROKERS: 'kafka.invalid:9092',
  REGISTRY_URL: 'http://registry.invalid',
  TOKEN_BROKER_URL: 'http://broker.invalid',
});

describe('openapi.json', () => {
  it('is what the routes say, that of executions too', async () => {
    const document = await openApiOf(AppModule.for(config), { name: serviceName, ...api });
    if (process.env.UPDATE_OPENAPI === '1') writeFileSync(committed, `${JSON.stringify(document, null, 2)}\n`);
    const written = JSON.parse(readFileSync(committed, 'utf8'));
    expect(written).toEqual(JSON.parse(JSON.stringify(document)));
    expect(Object.keys(written.paths)).toContain('/v1/organizations/{organizationId}/executions');
    const { post } = written.paths['/v1/organizations/{organizationId}/flows'];
    expect(Object.keys(post.requestBody.content)).toEqual(['application/json', 'multipart/form-data']);
  });
});
