export type ConnectorState = 'ACTIVE' | 'INACTIVE' | 'DELETING' | 'DELETED';

/** What the protocol needs to know of a connector. A holder keeps the whole record that it was told, so a service may tell more. */
export interface ConnectorRecord {
  readonly connectorId: string;
  /** +1 at each change. */
  readonly version: number;
  readonly state: ConnectorState;
  /** How the deactivation asked to be carried out; null counts as `abort`. */
  readonly haltMode: 'abort' | 'drain' | null;
  /** R9: how long past the end of the lease this connector may be served. */
  readonly staleGraceMs: number;
}

/** Where the registry's history stands: gap-free, in commit order; the epoch rises when history may have been lost. */
export interface Position {
  readonly epoch: number;
  readonly seq: number;
}

export type HolderKind = 'flow-executor' | 'token-broker' | 'external';

export interface Renew {
  readonly type: 'RENEW';
  readonly instanceId: string;
  readonly kind: HolderKind;
  /** 0 before the first grant. */
  readonly epoch: number;
  /** Counts as an acknowledgement (R5). */
  readonly appliedSeq: number;
  /** Rises with each RENEW of the instance. */
  readonly nonce: number;
}

interface GrantTerms {
  readonly type: 'GRANT';
  readonly nonce: number;
  readonly epoch: number;
  readonly upToSeq: number;
  readonly leaseMs: number;
}
/** The connectors changed since `appliedSeq`, each as it is now; or all that the holder may act on. */
export type Grant<R extends ConnectorRecord = ConnectorRecord> = GrantTerms &
  ({ readonly changes: readonly R[] } | { readonly snapshot: readonly R[] });

/** One change. `record` is null where the change is none of this holder's business: only its number is told, so that no gap is seen. */
export interface Push<R extends ConnectorRecord = ConnectorRecord> {
  readonly type: 'PUSH';
  readonly epoch: number;
  readonly seq: number;
  readonly record: R | null;
}

/** The same change as it comes by Kafka. */
export interface KafkaEvent<R extends ConnectorRecord = ConnectorRecord> {
  readonly type: 'KAFKA';
  readonly epoch: number;
  readonly seq: number;
  readonly record: R;
}

/** A message about the connector that could not be read. `version` where the envelope still told it. */
export interface Poison {
  readonly type: 'POISON';
  readonly connectorId: string;
  readonly version: number | null;
}

/** What was stopped at one holder for one connector. */
export interface Closure {
  readonly connectorId: string;
  /** Everything under a version below this one is stopped. */
  readonly belowVersion: number;
  /** By the holder's wall clock: for people, nothing is decided by it. */
  readonly gateClosedAtMs: number;
  readonly aborted: number;
  readonly draining: number;
}

export interface Ack {
  readonly type: 'ACK';
  readonly instanceId: string;
  readonly epoch: number;
  readonly appliedSeq: number;
  readonly closures: readonly Closure[];
}

export interface Leave {
  readonly type: 'LEAVE';
  readonly instanceId: string;
}
