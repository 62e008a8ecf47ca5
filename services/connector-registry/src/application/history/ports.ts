import type { BrokenLink, Head, HistoryDraft, HistoryEntry } from '../../domain/history/history-entry.ts';
import type { ConnectorId, FlowId, OperationId, OrganizationId, ScheduleId } from '../../domain/ids.ts';
import type { ConnectorState } from '../../domain/lifecycle.ts';
import type { PageOf } from '../ports.ts';

/** What of the history is wanted; what is not said does not matter. */
export interface HistoryFilter {
  connectorId?: ConnectorId | undefined;
  flowId?: FlowId | undefined;
  operationId?: OperationId | undefined;
  scheduleId?: ScheduleId | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  outcome?: HistoryEntry['outcome'] | undefined;
  /** This moment and later. */
  from?: Date | undefined;
  /** Before this moment. */
  to?: Date | undefined;
}

export interface HistoryVerification {
  /** Up to the first broken link. */
  entries: number;
  /** To be kept elsewhere by who wants to know that not all of the end was written anew. */
  head: Head;
  broken: BrokenLink | undefined;
}

/** A version of a connector, with what is proven of the halt that it is. */
export interface RecordedVersion {
  organizationId: OrganizationId;
  connectorId: ConnectorId;
  version: number;
  state: ConnectorState;
  committedAt: Date;
  haltedAt: Date | null;
  boundMs: number | null;
}

export abstract class HistoryReader {
  /** Newest first. @param page `after` is the `seq` of the last entry of the page before */
  abstract list(
    organizationId: OrganizationId,
    filter: HistoryFilter,
    page: { size: number; after: number | undefined },
  ): Promise<PageOf<HistoryEntry, number>>;
  /** Oldest first, up to the last one that there is when it begins. */
  abstract readAll(organizationId: OrganizationId, filter: HistoryFilter): AsyncIterable<HistoryEntry>;
  /** Every version, oldest first. */
  abstract readVersions(organizationId: OrganizationId, connectorId?: ConnectorId): AsyncIterable<RecordedVersion>;
  abstract verify(organizationId: OrganizationId): Promise<HistoryVerification>;
}

/** Keeps refused attempts. What was done is kept by the unit of work, with the change itself. */
export abstract class RefusedAttempts {
  /**
   * Does not wait and does not fail: a refusal stands, whether or not it can be kept. One that could not be kept shows in log and metrics.
   * @param isStranger has no role in the organization, which may not even exist: kept only where there is a history already
   */
  abstract keep(organizationId: OrganizationId, attempt: HistoryDraft, isStranger: boolean): void;
}
