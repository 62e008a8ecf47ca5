import { readFileSync, writeFileSync } from 'node:fs';
import { openApiOf } from '@patchbay/service-kit';
import { api, appModule, serviceName } from '../src/app.module.ts';
import { givenConfig } from './given.ts';

const committed = new URL('../openapi.json', import.meta.url);

describe('openapi.json', () => {
  it('is what the routes say', async () => {
    const document = await openApiOf(appModule(givenConfig()), { name: serviceName, ...api });
    if (process.env.UPDATE_OPENAPI === '1') writeFileSync(committed, `${JSON.stringify(document, null, 2)}\n`);
    expect(JSON.parse(readFileSync(committed, 'utf8'))).toEqual(JSON.parse(JSON.stringify(document)));
  });
});
