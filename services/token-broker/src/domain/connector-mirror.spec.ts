import { type ConnectorMirror, requireIssuable, staysValid } from './connector-mirror.ts';

const active: ConnectorMirror = {
  connectorId: 'c1',
  organizationId: 'o1',
  state: 'ACTIVE',
  accessLevel: 'READ_ONLY',
  version: 10,
  custom: null,
  quarantined: false,
};
const demand = { connectorId: 'c1', organizationId: 'o1', version: 10 };

describe('requireIssuable', () => {
  it('lets the version pass that is known to be active', () => {
    expect(requireIssuable(active, demand)).toBe(active);
  });

  it.each([
    ['an unknown connector', undefined, demand, 'token.connector-unknown'],
    ['a connector of another organization', active, { ...demand, organizationId: 'o2' }, 'token.connector-unknown'],
    ['a connector whose last message could not be read', { ...active, quarantined: true }, demand, 'token.connector-quarantined'],
    ['a past version (9 before 10, as numbers)', active, { ...demand, version: 9 }, 'token.connector-version-stale'],
    ['a coming version', active, { ...demand, version: 100 }, 'token.connector-version-ahead'],
    ['an inactive connector', { ...active, state: 'INACTIVE' as const }, demand, 'token.connector-not-active'],
    [
      'the version before a deactivation',
      { ...active, state: 'INACTIVE' as const },
      { ...demand, version: 9 },
      'token.connector-not-active',
    ],
    ['a connector that is being deleted', { ...active, state: 'DELETING' as const }, demand, 'token.connector-not-active'],
    ['a deleted connector', { ...active, state: 'DELETED' as const }, demand, 'token.connector-not-active'],
  ])('refuses %s', (_, connector, asked, code) => {
    expect(() => requireIssuable(connector, asked)).toThrow(expect.objectContaining({ code }));
  });
});

describe('staysValid', () => {
  it('keeps a token of the active version', () => {
    expect(staysValid(10, active)).toBe(true);
  });

  it.each([
    ['the connector is inactive', { ...active, state: 'INACTIVE' as const }],
    ['the connector is active again in a later version', { ...active, version: 12 }],
    ['the connector is quarantined', { ...active, quarantined: true }],
  ])('drops it when %s', (_, connector) => {
    expect(staysValid(10, connector)).toBe(false);
  });
});
