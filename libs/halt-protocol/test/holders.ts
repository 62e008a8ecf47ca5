import {
  type ConnectorRecord,
  confirmClosed,
  createHolder,
  type Grant,
  type HolderEffects,
  type HolderState,
  type Moment,
  receiveGrant,
  renew,
} from '../src/index.ts';

export const at = (monotonicMs: number, wallMs = monotonicMs + 1_000_000): Moment => ({ monotonicMs, wallMs });

export const record = (version: number, change: Partial<ConnectorRecord> = {}): ConnectorRecord => ({
  connectorId: 'c1',
  version,
  state: 'ACTIVE',
  haltMode: null,
  staleGraceMs: 0,
  ...change,
});

export const deactivated = (version: number, change: Partial<ConnectorRecord> = {}): ConnectorRecord =>
  record(version, { state: 'INACTIVE', haltMode: 'abort', ...change });

/** A holder that was granted a lease of 5 s at 0, with the records given, at epoch 1 and sequence 10. */
export function leased(...records: ConnectorRecord[]): HolderState {
  const state = createHolder('h1', 'flow-executor');
  const { nonce } = renew(state, at(0));
  receiveGrant(state, snapshot(nonce, records), at(3));
  return state;
}

export const snapshot = (nonce: number, records: readonly ConnectorRecord[], change: Partial<Grant> = {}): Grant =>
  ({ type: 'GRANT', nonce, epoch: 1, upToSeq: 10, leaseMs: 5_000, snapshot: records, ...change }) as Grant;

export const changes = (nonce: number, records: readonly ConnectorRecord[], change: Partial<Grant> = {}): Grant =>
  ({ type: 'GRANT', nonce, epoch: 1, upToSeq: 10, leaseMs: 5_000, changes: records, ...change }) as Grant;

export const typesOf = (effects: HolderEffects): string[] => effects.map(({ type }) => type);

/** What a caller does that stops everything at once: confirms each closed gate, and collects what follows from it. */
export function stopAll(state: HolderState, effects: HolderEffects): HolderEffects {
  return effects.flatMap((effect) => (effect.type === 'closeGate' ? confirmClosed(state, { ...effect, aborted: 0, draining: 0 }, 7) : []));
}
