import type { ConnectorId, OrganizationId } from '../../domain/ids.ts';
import type { CallReport } from '../../domain/impact/calls.ts';
import type { ObservedCalls } from '../../domain/impact/live-impact.ts';

/** What executors tell of their calls, as counts. */
export abstract class CallStatistics {
  /** A report that comes again counts once. */
  abstract record(organizationId: OrganizationId, report: CallReport): Promise<void>;
  abstract observe(organizationId: OrganizationId, connectorId: ConnectorId, at: Date): Promise<ObservedCalls>;
}

export abstract class OutstandingTokens {
  /** @returns undefined when the broker does not say in time */
  abstract count(organizationId: OrganizationId, connectorId: ConnectorId): Promise<number | undefined>;
}

export abstract class OrganizationTimeZones {
  /** Never fails: what was last known of the organization, or UTC. */
  abstract of(organizationId: OrganizationId): Promise<string>;
}
