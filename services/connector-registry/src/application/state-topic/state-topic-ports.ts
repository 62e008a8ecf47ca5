import type { Remedy, Sighting, StateMark } from '../../domain/state-topic/verdict.ts';
import type { MirrorCheck } from './mirror-ports.ts';

/** The compacted topic, as a consumer finds it. */
export abstract class StateTopic {
  /**
   * Key to the last record; a key that is forgotten is absent.
   * @throws DomainError of kind `unavailable`
   */
  abstract read(signal: AbortSignal): Promise<Map<string, StateMark>>;
}

/** What the topic is to have. */
export abstract class StateLedger {
  /** Every connector that the topic was not told to forget. */
  abstract readMarks(): Promise<Map<string, StateMark>>;
  /** Waits until everything that has committed so far is on the topic. @returns false when it is not, after this time */
  abstract untilPublished(withinMs: number, signal: AbortSignal): Promise<boolean>;
  /** Looks again at one that was not alike, and says again what is, in its present version, if that is the remedy. */
  abstract mend(connectorId: string, sighting: Sighting): Promise<Remedy>;
  /** Lets the topic forget up to `limit` connectors that were deleted before then, each once over all replicas. @returns how many */
  abstract forgetDeletedBefore(before: Date, at: Date, limit: number): Promise<number>;
}

export interface StateCheck {
  /** Connectors on either side. */
  compared: number;
  /** Ids of those that differed and were said again. */
  published: readonly string[];
  /** Those that the topic has in a version that the registry does not know. Nobody but a person can mend that. */
  ahead: readonly AheadConnector[];
}

export interface AheadConnector {
  connectorId: string;
  /** On the topic. */
  topicVersion: number;
  /** Whether the registry has the connector at all. */
  known: boolean;
}

/** Told of each check: for the log. */
export abstract class StateCheckObserver {
  abstract checked(check: StateCheck): void;
  abstract comparedMirrors(check: MirrorCheck): void;
  /** The topic was told to forget so many deleted connectors. */
  abstract forgot(count: number): void;
}
