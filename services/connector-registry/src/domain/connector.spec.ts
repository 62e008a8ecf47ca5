import { given, givenCustom, settings } from '../../test/given.ts';
import { nameKeyOf, ofKind, scopesOf, summaryOf } from './connector.ts';

describe('nameKeyOf', () => {
  it.each([
    ['CRM', 'crm'],
    ['  CRM ', 'crm'],
    ['Äpfel', 'ÄPFEL'],
    ['e\u0301tage', '\u00e9tage'],
    ['\ufb01ne', 'fine'],
    ['\u212aelvin', 'kelvin'],
    ['CR\u200bM', 'CRM'],
    ['\ufeffCRM\u2060 ', 'CRM'],
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

describe('scopesOf', () => {
  it('are those of the access level', () => {
    expect(scopesOf(given({ accessLevel: 'READ_WRITE' }))).toEqual(['cjp:config', 'cjp:config_read', 'cjp:config_write', 'cjp:user']);
  });

  it('are the own ones of a custom connector, whatever its level', () => {
    const client = { tokenUrl: 'https://id.crm.example/token', clientId: 'patchbay', scopes: ['read'] };
    const custom = { ...settings, authentication: { kind: 'oauth-client-secret' as const, ...client } };
    expect(scopesOf(givenCustom({ custom }))).toEqual(['read']);
    expect(scopesOf(givenCustom())).toEqual([]);
  });
});

describe('ofKind', () => {
  it('is the kind alone, or with the settings of a custom connector', () => {
    const validationUrl = 'https://api.crm.example/me';
    expect(ofKind(given())).toEqual({ kind: 'webex-contact-center' });
    const { validationUrl: _, ...without } = settings;
    expect(ofKind(givenCustom())).toEqual({ kind: 'custom', ...without });
    expect(ofKind(givenCustom({ custom: { ...settings, validationUrl } }))).toEqual({ kind: 'custom', ...without, validationUrl });
  });
});
