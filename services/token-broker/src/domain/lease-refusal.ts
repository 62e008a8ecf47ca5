import type { StartRefusal } from '@patchbay/halt-protocol';
import type { ConnectorMirror } from './connector-mirror.ts';
import {
  ConnectorNotActive,
  ConnectorQuarantined,
  ConnectorUnknown,
  ConnectorVersionAhead,
  ConnectorVersionStale,
  NoLease,
} from './errors.ts';

/** What the holder of this replica's lease keeps of a connector. */
export interface HeldMirror extends Omit<ConnectorMirror, 'quarantined'> {
  haltMode: 'abort' | 'drain' | null;
  staleGraceMs: number;
}

/** Why no token leaves by the lease, in the words of whoever asked for it. */
export function refusedBy(refusal: StartRefusal, asked: { connectorId: string; version: number }, held: HeldMirror | undefined): Error {
  switch (refusal) {
    case 'STALE':
    case 'CLOCK_JUMP':
    case 'DRAINING':
      return new NoLease();
    case 'QUARANTINED':
      return new ConnectorQuarantined();
    case 'UNKNOWN':
      return new ConnectorUnknown(asked.connectorId);
    case 'INACTIVE':
    case 'DELETED':
      return new ConnectorNotActive(held?.state ?? refusal);
    case 'VERSION_PASSED':
      return asked.version < (held?.version ?? 0)
        ? new ConnectorVersionStale(asked.version, held?.version ?? 0)
        : new ConnectorVersionAhead(asked.version);
  }
}
