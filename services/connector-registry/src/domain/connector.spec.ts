import { given } from '../../test/given.ts';
import { isRaised, nameKeyOf, scopesOf, summaryOf } from './connector.ts';

describe('nameKeyOf', () => {
  it.each([
    ['CRM', 'crm'],
    ['  CRM ', 'crm'],
    ['Äpfel', 'ÄPFEL'],
    ['e\u0301tage', '\u00e9tage'],
    ['\ufb01ne', 'fine'],
    ['\u212aelvin', 'kelvin'],
  ])('is the same for %j and %j', (one, other) => {
    expect(nameKeyOf(one)).toBe(nameKeyOf(other));
  });

  it.each([
    ['CRM', 'CRM 2'],
    ['C R M', 'CRM'],
  ])('differs for %j and %j', (one, other) => {
    expect(nameKeyOf(one)).not.toBe(nameKeyOf(other));
  });
});

describe('scopesOf', () => {
  it('spells the scopes with a colon, and READ_WRITE has all of READ_ONLY', () => {
    expect(scopesOf('READ_ONLY')).toEqual(['cjp:config', 'cjp:config_read']);
    expect(scopesOf('READ_WRITE')).toEqual(['cjp:config', 'cjp:config_read', 'cjp:config_write', 'cjp:user']);
  });
});

describe('isRaised', () => {
  it.each([
    ['READ_ONLY', 'READ_WRITE', true],
    ['READ_WRITE', 'READ_ONLY', false],
    ['READ_ONLY', 'READ_ONLY', false],
    ['READ_WRITE', 'READ_WRITE', false],
  ] as const)('from %s to %s is %s', (from, to, raised) => {
    expect(isRaised(from, to)).toBe(raised);
  });
});

describe('summaryOf', () => {
  it('leaves out what a flow developer need not know', () => {
    expect(summaryOf(given({ description: 'private' }))).toEqual({
      connectorId: given().connectorId,
      kind: 'webex-contact-center',
      name: 'CRM',
      accessLevel: 'READ_ONLY',
      state: 'ACTIVE',
      version: 1,
    });
  });
});
