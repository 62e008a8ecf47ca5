import { given, givenCustom, later, settings } from '../../test/given.ts';
import { AccessLevelUnclear, ConsentMissing, FieldNotOfKind, ValidationUrlElsewhere } from './connector-errors.ts';
import type { Authentication } from './custom-settings.ts';
import { create } from './transitions.ts';
import { type ConnectorChanges, update } from './update.ts';

const act = { actor: 'bob', at: later };
const inactive = given({ state: 'INACTIVE' });
const custom = givenCustom({ state: 'INACTIVE' });
const client = { tokenUrl: 'https://id.crm.example/token', clientId: 'patchbay', scopes: ['read'] };

const changesOf = (connector = inactive, changes: Partial<ConnectorChanges> = {}) =>
  update(connector, { authorized: false, ...changes }, act);

describe('update of a connector of either kind', () => {
  it.each([inactive, custom])('raises the level with a fresh consent only', (connector) => {
    expect(() => changesOf(connector, { accessLevel: 'READ_WRITE' })).toThrow(ConsentMissing);
    const consent = { userId: 'bob', accessLevel: 'READ_WRITE', textVersion: '2026-01', at: later };
    expect(changesOf(connector, { accessLevel: 'READ_WRITE', authorized: true })?.connector).toMatchObject({
      accessLevel: 'READ_WRITE',
      consent,
    });
  });

  it.each([inactive, custom])('keeps the consent when nothing is raised', (connector) => {
    expect(changesOf(connector, { name: 'ERP', authorized: true })?.connector.consent).toEqual(connector.consent);
  });
});

describe('update of a Contact Center connector', () => {
  it('reads the level from the scopes', () => {
    const scopes = ['cjp_config', 'cjp_config_read', 'cjp_config_write', 'cjp_user'];
    expect(changesOf(inactive, { scopes, authorized: true })).toMatchObject({
      connector: { accessLevel: 'READ_WRITE' },
      changedFields: ['accessLevel'],
    });
    expect(() => changesOf(inactive, { scopes, accessLevel: 'READ_ONLY' })).toThrow(AccessLevelUnclear);
  });

  it.each([
    ['resourceDomain', settings.resourceDomain],
    ['authentication', settings.authentication],
    ['validationUrl', null],
  ] as const)('has no %s', (field, value) => {
    expect(() => changesOf(inactive, { [field]: value })).toThrow(new FieldNotOfKind(field, 'webex-contact-center'));
  });
});

describe('update of a custom connector', () => {
  it.each<[string, Partial<ConnectorChanges>]>([
    ['resourceDomain', { resourceDomain: 'https://api.erp.example' }],
    ['authentication', { authentication: { kind: 'oauth-client-secret', ...client } }],
    ['authentication', { authentication: { kind: 'oauth-private-key-jwt', ...client, keyId: 'k1' } }],
    ['authentication', { authentication: { kind: 'api-key', headerName: 'x-api-key' } }],
    ['authentication', { authentication: { kind: 'basic', userName: 'other' } }],
    ['validationUrl', { validationUrl: 'https://api.crm.example/me' }],
  ])('changes its %s, and nothing else', (field, changes) => {
    const event = changesOf(custom, changes);
    expect(event).toMatchObject({ changedFields: [field], connector: { version: 2, custom: { ...settings, ...changes } } });
  });

  it('takes the validation away with null', () => {
    const validated = givenCustom({ state: 'INACTIVE', custom: { ...settings, validationUrl: 'https://api.crm.example/me' } });
    expect(changesOf(validated, { validationUrl: null })).toMatchObject({
      changedFields: ['validationUrl'],
      connector: { custom: settings },
    });
  });

  it('makes no version of the same settings, in whatever order they are written', () => {
    const authentication: Authentication = { kind: 'oauth-client-secret', ...client };
    const authenticated = givenCustom({ state: 'INACTIVE', custom: { ...settings, authentication } });
    const { tokenUrl, clientId, scopes } = client;
    expect(
      changesOf(authenticated, { ...settings, authentication: { scopes, clientId, tokenUrl, kind: 'oauth-client-secret' } }),
    ).toBeUndefined();
  });

  it('has scopes of its own, and none of a level', () => {
    expect(() => changesOf(custom, { scopes: ['cjp:config', 'cjp:config_read'] })).toThrow(new FieldNotOfKind('scopes', 'custom'));
  });

  it.each(['https://crm.example/me', 'https://api.crm.example:8443/me', 'https://api.crm.example.evil.example/me'])(
    'sends no credentials to %s to be validated',
    (validationUrl) => {
      expect(() => changesOf(custom, { validationUrl })).toThrow(new ValidationUrlElsewhere('https://api.crm.example'));
      const { state: _, version: __, haltMode: ___, consent: ____, createdAt: _____, updatedAt: ______, ...wanted } = custom;
      expect(() => create({ ...wanted, custom: { ...settings, validationUrl }, authorized: true }, act)).toThrow(ValidationUrlElsewhere);
    },
  );

  it('moves its validation when it moves', () => {
    const validated = givenCustom({ state: 'INACTIVE', custom: { ...settings, validationUrl: 'https://api.crm.example/me' } });
    expect(() => changesOf(validated, { resourceDomain: 'https://api.erp.example' })).toThrow(ValidationUrlElsewhere);
  });
});
