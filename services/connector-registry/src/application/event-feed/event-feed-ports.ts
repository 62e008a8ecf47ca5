import type { ConnectorId, OrganizationId } from '../../domain/ids.ts';

/** Of a step of the registry's history. After a restore the epoch tells steps apart that have the same number. */
export interface FeedPosition {
  epoch: number;
  seq: number;
}

/** After which event to go on: a step may have several. */
export interface FeedCursor {
  seq: number;
  ordinal: number;
}

/** What a consumer of the lifecycle topic gets, told over HTTP. */
export interface FeedEvent extends FeedCursor {
  epoch: number;
  message: { type: string } & Readonly<Record<string, unknown>>;
}

export interface FeedSelection {
  organizationId: OrganizationId;
  /** undefined: all of the organization. */
  connectorIds: readonly ConnectorId[] | undefined;
}

/** The lifecycle events of the last day and more. */
export abstract class EventFeed {
  /** Of the last change, in whatever organization. */
  abstract position(): Promise<FeedPosition>;
  /** @returns whether every event since then is still here */
  abstract reachesBackTo(position: FeedPosition): Promise<boolean>;
  /** Oldest first. */
  abstract read(selection: FeedSelection, after: FeedCursor, limit: number): Promise<FeedEvent[]>;
}

export abstract class FeedChanges {
  /** From now on: an event of the organization between this call and `next` is not missed. */
  abstract watch(organizationId: OrganizationId): FeedWatch;
}

export interface FeedWatch {
  /** Resolves when there may be something, and at the latest after this time. */
  next(withinMs: number): Promise<void>;
  /** Ends the waiting for good. */
  end(): void;
}
