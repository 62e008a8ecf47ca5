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
  abstract began(call: RoutedCall): void;
  /** @param outcome undefined when the call broke off without one */
  abstract ended(call: RoutedCall, outcome: Outcome | undefined, durationMs: number): void;
}
