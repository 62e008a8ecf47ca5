import type { Ack, Grant, LeaseTerms, Leave, Push, Renew } from '../../src/index.ts';
import type { Coverage } from '../coverage.ts';
import type { History, TracedRecord } from '../history.ts';
import type { Db } from './db.ts';
import type { Host } from './host.ts';
import type { Kafka } from './kafka.ts';
import type { Net } from './net.ts';
import type { Rng } from './rng.ts';
import type { Timeline } from './timeline.ts';

/** A rule broken on purpose: the simulation has to find it. */
export const bugs = [
  'leaseFromReceipt',
  'readBeforeWrite',
  'waitSetBeforeCommit',
  'ackBeforeClose',
  'noQuarantine',
  'graceOfPresentVersion',
] as const;
export type Bug = (typeof bugs)[number];

/** What a holder sees of a replica. */
export interface Registry {
  readonly host: Host;
  renew(message: Renew, answer: (grant: Grant<TracedRecord>) => void): void;
  acknowledge(message: Ack): void;
  leave(message: Leave): void;
  attach(listener: Listener): void;
  detach(listener: Listener): void;
}

/** What a replica sees of a holder. */
export interface Listener {
  readonly host: Host;
  hear(from: Registry): void;
  receivePush(from: Registry, push: Push<TracedRecord>): void;
}

/** The ports of every process, and those who watch: through these alone it touches anything but itself. */
export interface Surroundings {
  readonly timeline: Timeline;
  readonly rng: Rng;
  readonly net: Net;
  readonly db: Db;
  readonly kafka: Kafka;
  readonly coverage: Coverage;
  readonly history: History;
  readonly terms: LeaseTerms;
  readonly bug: Bug | undefined;
  readonly connectorIds: readonly string[];
  readonly replicas: readonly Registry[];
  nextOperationId(): number;
}
