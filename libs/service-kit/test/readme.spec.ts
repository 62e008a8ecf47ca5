import { fileURLToPath } from 'node:url';
import { declaredCodes, documentedIn } from '@patchbay/testing';
import { kafkaVariables, postgresVariables, proxyVariables, serviceVariables } from '../src/index.ts';

const pathOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));

describe('README', () => {
  it('lists the codes that there are', () => {
    expect(documentedIn(pathOf('../README.md'), 'Codes')).toEqual(declaredCodes(pathOf('../src')));
  });

  it('lists the variables that there are', () => {
    const variables = Object.keys({ ...serviceVariables, ...postgresVariables, ...kafkaVariables, ...proxyVariables });
    expect(documentedIn(pathOf('../README.md'), 'Environment')).toEqual(variables.sort());
  });
});
