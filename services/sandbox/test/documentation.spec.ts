import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApiOf } from '@patchbay/service-kit';
import { declaredCodes, documentedIn } from '@patchbay/testing';
import { operations } from '../src/adapters/contact-center/operations.ts';
import { AppModule, api } from '../src/app.module.ts';
import { loadConfig, variables } from '../src/config.ts';
import { documentedPath } from './operation-samples.ts';

const at = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const readme = at('README.md');

describe('the README', () => {
  it('lists every error code', () => {
    expect(documentedIn(readme, 'Error codes').toSorted()).toEqual(declaredCodes(at('src')).toSorted());
  });

  it('lists every variable of the environment', () => {
    expect(documentedIn(readme, 'Environment').toSorted()).toEqual(Object.keys(variables.shape).toSorted());
  });

  it('lists every operation of the Contact Center API', () => {
    const names = operations.map(({ method, path }) => `${method} ${documentedPath(path)}`);
    expect(documentedIn(readme, 'Contact Center API').toSorted()).toEqual(names.toSorted());
  });
});

describe('openapi.json', () => {
  it('is what the code says (UPDATE_OPENAPI=1 writes it anew)', async () => {
    const document = `${JSON.stringify(await openApiOf(AppModule.for(loadConfig({})), { name: 'sandbox', ...api }), null, 2)}\n`;
    if (process.env.UPDATE_OPENAPI) writeFileSync(at('openapi.json'), document);
    expect(JSON.parse(readFileSync(at('openapi.json'), 'utf8'))).toEqual(JSON.parse(document));
  });
});
