import type { Outcome } from '../domain/execution/outcome.ts';

/** A call as it begins. */
export interface RoutedCall {
  executionId: string;
  organizationId: string;
  flowId: string;
  versionNumber: number;
  connectorIds: readonly string[];
  startedAt: Date;
}

/** Tells the platform how calls end and how many run. It costs the call nothing: it neither waits nor fails. */
export abstract class RoutingOutcomes {
  /** It runs in this process, and nobody else knows of it. */
  abstract began(call: RoutedCall): void;
  /** Not any more: it has ended, or is kept in the database and counted there. */
  abstract left(call: RoutedCall): void;
  abstract ended(call: RoutedCall, outcome: Outcome, durationMs: number): void;
}
