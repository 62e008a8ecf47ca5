import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { declaredCodes, documentedIn } from '@patchbay/testing';
import { Config } from '../src/config.ts';
import { failureMessages } from '../src/domain/request/failure-code.ts';

const readme = fileURLToPath(new URL('../README.md', import.meta.url));
const source = fileURLToPath(new URL('../src', import.meta.url));

/** The members of the union of codes, which the compiler forgets. */
function validationCodes(): string[] {
  const text = readFileSync(new URL('../src/domain/validation/validation-row.ts', import.meta.url), 'utf8');
  return Array.from(text.matchAll(/^\s*\| '(flow\.[a-z-]+)'/gm), ([, code]) => code as string).sort();
}

describe('the README', () => {
  it('lists every code of this service', () => {
    expect(documentedIn(readme, 'Codes')).toEqual(declaredCodes(source));
  });

  it('lists every code of a validation row', () => {
    expect(documentedIn(readme, 'Validation codes')).toEqual(validationCodes());
  });

  it('lists every failure code of an HTTP Request', () => {
    expect(documentedIn(readme, 'Failure codes')).toEqual(Object.keys(failureMessages).toSorted());
  });

  it('lists every environment variable', () => {
    expect(documentedIn(readme, 'Environment')).toEqual(Object.keys(Config.shape).toSorted());
  });
});
