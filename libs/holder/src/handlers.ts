import type { ConnectorRecord } from '@patchbay/halt-protocol';

/** Whatever runs for the connector under a version below this one. */
export interface Stop {
  connectorId: string;
  belowVersion: number;
}

export interface Drain {
  /** Calls that go on now, and start nothing more. */
  draining: number;
  /** When the last of them has ended; with how many had to be aborted at the limit. */
  ended: Promise<number>;
}

/**
 * What an enforcement point does when the protocol asks for it. For one connector one after the other, in the order of these lines; a halt is
 * acknowledged when `abortCalls` or `drainCalls` has answered. One that fails is tried again, and nothing is acknowledged meanwhile.
 */
export interface HolderHandlers<R extends ConnectorRecord> {
  /** `mayStart` refuses already. A promise that this or the next one returns is waited for. */
  closeGate?(stop: Stop): unknown;
  /** Kept tokens, and connections that are kept. */
  dropTokens?(stop: Stop): unknown;
  /** @returns how many were cut off */
  abortCalls(stop: Stop): number | Promise<number>;
  /** Default: they are aborted. */
  drainCalls?(stop: Stop): Drain | Promise<Drain>;
  openGate?(record: R): void;
  /** Nothing starts any more; kept tokens are to be dropped, but for connectors that have a stale grace. */
  leaseLost?(reason: 'expired' | 'clockJump', exceptConnectorIds: readonly string[]): void;
  leaseGained?(): void;
}

/** By which way a change came. */
export type Path = 'push' | 'kafka' | 'renewal' | 'clock';

/** For logs and metrics. */
export interface HolderWatch {
  /** A gate was closed; `path` is the way that told of it first. */
  closed?(path: Path, stop: Stop): void;
  leaseLost?(reason: 'expired' | 'clockJump'): void;
  /** Something failed that is tried again by itself. */
  problem?(what: string, error: unknown): void;
}
