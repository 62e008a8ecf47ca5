import { given, later, noon, organization, someConnector } from '../../test/given.ts';
import type { Connector } from './connector.ts';
import { ConsentMissing, IllegalTransition, StaleVersion } from './connector-errors.ts';
import { operationId } from './ids.ts';
import { type ConnectorState, connectorStates } from './lifecycle.ts';
import { type Act, activate, cancelDeletion, completeDeletion, create, deactivate, requireVersion, startDeletion } from './transitions.ts';
import { update } from './update.ts';

const act: Act = { actor: 'bob', at: later };
const operation = operationId('0192f0c1-0000-7000-8000-0000000000a1');

const moves: Record<string, { from: ConnectorState; move: (connector: Connector) => unknown }> = {
  update: { from: 'INACTIVE', move: (connector) => update(connector, { name: 'ERP', authorized: false }, act) },
  deactivate: {
    from: 'ACTIVE',
    move: (connector) => deactivate(connector, { mode: 'abort', reason: 'leaked', operationId: operation }, act),
  },
  activate: { from: 'INACTIVE', move: (connector) => activate(connector, act) },
  startDeletion: { from: 'INACTIVE', move: (connector) => startDeletion(connector, operation, act) },
  cancelDeletion: { from: 'DELETING', move: (connector) => cancelDeletion(connector, operation, act) },
  completeDeletion: { from: 'DELETING', move: (connector) => completeDeletion(connector, operation, act) },
};

describe('every transition', () => {
  const cases = Object.entries(moves).flatMap(([name, { from, move }]) => connectorStates.map((state) => ({ name, state, from, move })));

  it.each(cases.filter(({ state, from }) => state === from))('$name moves what is $state, by one version, now', ({ state, move }) => {
    const connector = given({ state, version: 99 });
    expect(move(connector)).toMatchObject({ connector: { version: 100, updatedAt: later, createdAt: noon }, actor: 'bob' });
  });

  it.each(cases.filter(({ state, from }) => state !== from))('$name refuses what is $state', ({ state, move }) => {
    expect(() => move(given({ state }))).toThrow(IllegalTransition);
  });
});

describe('create', () => {
  const wanted = {
    connectorId: someConnector,
    organizationId: organization,
    kind: 'webex-contact-center',
    name: 'CRM',
    description: 'the old one',
    accessLevel: 'READ_WRITE',
    custom: null,
    staleGraceMs: 2_000,
  } as const;

  it('makes a connector that is active, at version 1, with the consent of who asked for it', () => {
    expect(create({ ...wanted, authorized: true }, act)).toEqual({
      type: 'ConnectorCreated',
      actor: 'bob',
      connector: {
        ...wanted,
        state: 'ACTIVE',
        version: 1,
        haltMode: null,
        graceInForceMs: 2_000,
        consent: { userId: 'bob', accessLevel: 'READ_WRITE', textVersion: '2026-01', at: later },
        createdAt: later,
        updatedAt: later,
      },
    });
  });

  it('refuses without consent', () => {
    expect(() => create({ ...wanted, authorized: false }, act)).toThrow(ConsentMissing);
  });
});

describe('update', () => {
  const inactive = given({ state: 'INACTIVE', version: 2 });

  it('changes what is given, keeps the rest, and names what has changed', () => {
    expect(update(inactive, { description: 'new', authorized: false }, act)).toEqual({
      type: 'ConnectorUpdated',
      actor: 'bob',
      changedFields: ['description'],
      connector: { ...inactive, description: 'new', version: 3, updatedAt: later },
    });
  });

  it('is no change when everything is as it was', () => {
    expect(update(inactive, { name: 'CRM', description: '', accessLevel: 'READ_ONLY', authorized: true }, act)).toBeUndefined();
  });

  it('refuses to raise the access level without a fresh consent', () => {
    expect(() => update(inactive, { accessLevel: 'READ_WRITE', authorized: false }, act)).toThrow(ConsentMissing);
  });

  it('records the fresh consent when the access level is raised', () => {
    const event = update(inactive, { accessLevel: 'READ_WRITE', authorized: true }, act);
    expect(event?.connector.consent).toEqual({ userId: 'bob', accessLevel: 'READ_WRITE', textVersion: '2026-01', at: later });
  });

  it('needs no consent to lower the access level, and keeps the one there is', () => {
    const wide = given({ state: 'INACTIVE', accessLevel: 'READ_WRITE' });
    expect(update(wide, { accessLevel: 'READ_ONLY', authorized: false }, act)?.connector.consent).toEqual(wide.consent);
  });
});

describe('the grace in force', () => {
  const inactive = given({ state: 'INACTIVE', version: 2, staleGraceMs: 5_000, graceInForceMs: 5_000 });

  it('is that of an earlier version for as long as it is longer, as a holder may still go by it', () => {
    const shorter = update(inactive, { staleGraceMs: 0, authorized: false }, act);
    expect(shorter).toMatchObject({ changedFields: ['staleGraceMs'], connector: { staleGraceMs: 0, graceInForceMs: 5_000 } });
    const longer = update(inactive, { staleGraceMs: 9_000, authorized: false }, act);
    expect(longer?.connector).toMatchObject({ staleGraceMs: 9_000, graceInForceMs: 9_000 });
  });
});

describe('deactivate', () => {
  it.each(['abort', 'drain'] as const)('keeps how the halt is to be carried out: %s', (mode) => {
    expect(deactivate(given(), { mode, reason: 'credential leaked', operationId: operation }, act)).toMatchObject({
      type: 'ConnectorDeactivated',
      haltMode: mode,
      reason: 'credential leaked',
      connector: { state: 'INACTIVE', haltMode: mode },
    });
  });
});

describe('activate', () => {
  it('forgets how the last halt was carried out', () => {
    const event = activate(given({ state: 'INACTIVE', haltMode: 'drain' }), act);
    expect(event).toMatchObject({ type: 'ConnectorActivated', connector: { state: 'ACTIVE', haltMode: null } });
  });
});

describe('deletion', () => {
  it('starts by an event that names the operation', () => {
    expect(startDeletion(given({ state: 'INACTIVE' }), operation, act)).toMatchObject({
      type: 'ConnectorDeleting',
      operationId: operation,
      connector: { state: 'DELETING' },
    });
  });

  it('is cancelled by an event that names the operation, back to where it began', () => {
    expect(cancelDeletion(given({ state: 'DELETING', haltMode: 'drain' }), operation, act)).toMatchObject({
      type: 'ConnectorDeletionCancelled',
      operationId: operation,
      connector: { state: 'INACTIVE', haltMode: 'drain', version: 2 },
    });
  });

  it('ends by an event that names the operation', () => {
    expect(completeDeletion(given({ state: 'DELETING' }), operation, act)).toMatchObject({
      type: 'ConnectorDeleted',
      operationId: operation,
      connector: { state: 'DELETED' },
    });
  });
});

describe('requireVersion', () => {
  it.each([
    [9, 10],
    [100, 99],
    [8, 9],
  ])('refuses %d when the connector is at %d', (expected, version) => {
    expect(() => requireVersion(given({ version }), expected)).toThrow(StaleVersion);
  });

  it('accepts the version that the connector has, and none at all', () => {
    expect(() => requireVersion(given({ version: 7 }), 7)).not.toThrow();
    expect(() => requireVersion(given({ version: 7 }), undefined)).not.toThrow();
  });
});
