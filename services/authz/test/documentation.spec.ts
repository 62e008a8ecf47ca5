import { fileURLToPath } from 'node:url';
import { declaredCodes, documentedIn } from '@patchbay/testing';
import { Config } from '../src/config.ts';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));
const source = fileURLToPath(new URL('../src', import.meta.url));

describe('the README', () => {
  it('lists every code of this service', () => {
    expect(documentedIn(readme, 'Codes')).toEqual(declaredCodes(source));
  });

  it('lists every environment variable', () => {
    expect(documentedIn(readme, 'Environment')).toEqual(Object.keys(Config.shape).toSorted());
  });
});
