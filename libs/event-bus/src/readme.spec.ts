import { declaredCodes, documentedIn } from '@patchbay/testing';

describe('README', () => {
  it('lists every code', () => {
    expect(documentedIn(`${import.meta.dirname}/../README.md`, 'Codes')).toEqual(declaredCodes(import.meta.dirname));
  });
});
