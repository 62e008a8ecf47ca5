import { type LeaseTerms, leaseProfiles } from '../../src/index.ts';
import { Coverage } from '../coverage.ts';
import { History } from '../history.ts';
import { createConnector } from './changes.ts';
import { Db, type LogRow } from './db.ts';
import { HolderProcess } from './holder-process.ts';
import { Host } from './host.ts';
import { Kafka } from './kafka.ts';
import { Net } from './net.ts';
import { RegistryReplica } from './registry-replica.ts';
import { Rng } from './rng.ts';
import type { Bug, Surroundings } from './surroundings.ts';
import { Timeline } from './timeline.ts';

const relayEveryMs = 20;

/** Everything of one history: hosts, network, database, topic, processes, and who watches them. */
export class World implements Surroundings {
  readonly timeline = new Timeline();
  readonly coverage = new Coverage();
  readonly rng: Rng;
  readonly bug: Bug | undefined;
  readonly terms: LeaseTerms = leaseProfiles.strict;
  readonly history = new History(this.terms);
  readonly net: Net;
  readonly db: Db;
  readonly kafka: Kafka;
  readonly connectorIds: readonly string[];
  readonly replicas: readonly RegistryReplica[];
  readonly holders: readonly HolderProcess[];
  private operations = 0;
  private relayed: readonly LogRow[] = [];

  constructor(seed: number, bug: Bug | undefined) {
    this.rng = new Rng(seed);
    this.bug = bug;
    const { timeline, rng, coverage } = this;
    this.net = new Net(timeline, rng, coverage);
    this.db = new Db(new Host('postgres', timeline, rng), timeline);
    this.kafka = new Kafka(new Host('kafka', timeline, rng), this.net, this);
    const ids = ['c1', 'c2', 'c3'].slice(0, rng.pick([1, 2, 3]));
    this.db.transaction((tables) => {
      for (const id of ids) createConnector(tables, id, this);
    });
    this.connectorIds = ids;
    this.replicas = this.hosts('registry', [2, 3]).map((host) => new RegistryReplica(host, this));
    this.holders = this.hosts('executor', [1, 2, 3]).map((host) => new HolderProcess(host, this));
    this.relay();
  }

  get hostsOfAll(): Host[] {
    return [...this.replicas, ...this.holders].map(({ host }) => host);
  }

  nextOperationId(): number {
    return ++this.operations;
  }

  /** I3 after each step; I1 and I2 are judged at each start. */
  checkEveryHolder(): void {
    for (const holder of this.holders) holder.checkMonotonic();
  }

  /** The last ones of the log, once more, behind whatever has come since. */
  tellAgain(count: number): boolean {
    const old = this.relayed.slice(-count);
    this.timeline.after(this.rng.between(50, 2_000), () => {
      for (const row of old) this.kafka.publish(row);
    });
    return old.length > 0;
  }

  private hosts(name: string, counts: readonly number[]): Host[] {
    return Array.from({ length: this.rng.pick(counts) }, (_, index) => new Host(`${name}-${index + 1}`, this.timeline, this.rng));
  }

  /** From the database to the topic, in order, at least once. */
  private relay(): void {
    this.timeline.after(relayEveryMs, () => this.relay());
    if (!this.kafka.isUp || !this.db.isAvailable) return;
    const log = this.db.read((tables) => tables.log);
    for (const row of log.filter((candidate) => !this.relayed.includes(candidate))) this.kafka.publish(row);
    this.relayed = log;
  }
}
