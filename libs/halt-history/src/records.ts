/** A version of a connector, as the registry's history has it. Times are milliseconds since the epoch. */
export interface Change {
  readonly connectorId: string;
  readonly version: number;
  readonly state: 'ACTIVE' | 'INACTIVE' | 'DELETING' | 'DELETED';
  /** When the change was committed; a time shortly before the commit is as good, and stricter. */
  readonly committedAt: number;
  /** When it was reported HALTED: from then on nobody acts on an earlier version. Absent of what was never reported, or was superseded. */
  readonly haltedAt?: number | undefined;
  /** How long after the commit a call on an earlier version may start, whatever fails. */
  readonly boundMs?: number | undefined;
  /** When a failover or restore lost it: from then on it ends like one that a later version has replaced. */
  readonly lostAt?: number | undefined;
}

/** One outbound request, by the log of whoever sent or received it. */
export interface Call {
  readonly connectorId: string;
  readonly connectorVersion: number;
  /** When it started at the executor, or arrived at the upstream, which is later. Milliseconds since the epoch. */
  readonly at: number;
  /** The process that sent it, where the log says: the versions of one source never go back. */
  readonly source?: string | undefined;
  /** Where it stands in the log, for people: `calls.jsonl:17`. */
  readonly origin?: string | undefined;
}
