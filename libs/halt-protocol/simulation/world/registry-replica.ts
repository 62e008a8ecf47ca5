import { DomainError } from '@patchbay/errors';
import {
  type Ack,
  acknowledgeLease,
  composeGrant,
  type EpochWatch,
  epochAfter,
  type Grant,
  grantContent,
  isQuarantined,
  type LeaseRow,
  type Leave,
  leaveLease,
  type Renew,
  renewLease,
  watchEpoch,
} from '../../src/index.ts';
import type { TracedRecord } from '../history.ts';
import { changeConnector, longestGraceMs, readWaitSet } from './changes.ts';
import { DatabaseUnavailable, type Tables } from './db.ts';
import { Halts } from './halts.ts';
import type { Host } from './host.ts';
import { Streams } from './streams.ts';
import type { Listener, Registry, Surroundings } from './surroundings.ts';

const pollMs = 250;

/** One replica of the registry: it reads and writes rows, and decides nothing itself. */
export class RegistryReplica implements Registry {
  readonly host: Host;
  readonly streams: Streams;
  /** Dies at the next of these points. */
  killAt: 'before commit' | 'after commit' | 'before grant' | undefined;
  epochWatch: EpochWatch | undefined;
  private readonly world: Surroundings;
  private halts: Halts;

  constructor(host: Host, world: Surroundings) {
    this.host = host;
    this.world = world;
    this.streams = new Streams(this, world);
    this.halts = new Halts(this, world);
    this.boot();
  }

  boot(): void {
    this.host.boot();
    this.epochWatch = undefined;
    this.halts = new Halts(this, this.world);
    this.streams.boot();
    this.listen();
    this.host.every(
      () => pollMs,
      () => this.catchUp(),
    );
  }

  kill(): void {
    this.killAt = undefined;
    this.host.kill();
    this.world.db.unlisten(this.host.name);
    this.world.timeline.after(this.world.rng.between(100, 3_000), () => this.boot());
  }

  listen(): void {
    this.world.db.listen(this.host.name, () => this.host.receive(() => this.catchUp()));
  }

  /** R2: the lease row is committed by a transaction of its own; the state is read after it. */
  renew(message: Renew, answer: (grant: Grant<TracedRecord>) => void): void {
    if (this.world.bug === 'readBeforeWrite') {
      this.attempt(() =>
        this.grant(message, (grant) => this.host.after(this.world.rng.between(0.5, 400), () => this.write(message, () => answer(grant)))),
      );
      return;
    }
    this.write(message, () => this.host.after(this.world.rng.between(0.2, 8), () => this.grant(message, answer)));
  }

  acknowledge(message: Ack): void {
    this.attempt(() => {
      this.transaction((tables) => this.putLease(tables, acknowledgeLease(tables.leases.get(message.instanceId), message, tables)));
      this.world.db.notify();
    });
  }

  leave(message: Leave): void {
    this.attempt(() => this.transaction((tables) => this.putLease(tables, leaveLease(tables.leases.get(message.instanceId), message))));
  }

  change(connectorId: string): void {
    if (this.dies('before commit')) return;
    const { db, rng, bug } = this.world;
    if (bug !== 'waitSetBeforeCommit') this.attempt(() => this.commitChange(connectorId, undefined));
    else
      this.attempt(() => {
        const members = db.read(({ leases }) => [...leases.keys()]);
        this.host.after(rng.between(0, 300), () => this.attempt(() => this.commitChange(connectorId, members)));
      });
  }

  private commitChange(connectorId: string, planted: readonly string[] | undefined): void {
    const { world } = this;
    const halt = this.transaction((tables) => changeConnector(tables, connectorId, this.host.name, world));
    if (halt === undefined || this.dies('after commit')) return;
    this.halts.watch(halt);
    const delayMs = planted === undefined ? world.rng.between(0.2, 5) : 0;
    this.host.after(delayMs, () => this.attempt(() => this.transaction((tables) => readWaitSet(tables, halt, world, planted))));
  }

  attach(listener: Listener): void {
    this.streams.attach(listener);
  }

  detach(listener: Listener): void {
    this.streams.detach(listener);
  }

  /** Every transaction first makes sure of the epoch: a new timeline of the database may have lost history. */
  transaction<T>(run: (tables: Tables) => T): T {
    const { db } = this.world;
    const result = db.transaction((tables) => {
      if (tables.timeline !== db.timelineId) {
        tables.epoch = epochAfter(tables, { timeline: db.timelineId });
        tables.timeline = db.timelineId;
      }
      this.epochWatch = watchEpoch(this.epochWatch, tables, this.host.monotonicMs);
      return run(tables);
    });
    return result;
  }

  /** What fails here is the caller's to repeat; refusals are counted. */
  attempt(run: () => void): void {
    try {
      run();
    } catch (error) {
      if (error instanceof DomainError) this.world.coverage.count(`refused: ${error.code}`);
      else if (!(error instanceof DatabaseUnavailable)) throw error;
    }
  }

  private write(message: Renew, then: () => void): void {
    this.attempt(() => {
      const { terms, db } = this.world;
      this.transaction((tables) => {
        const renewal = { terms, nowMs: db.nowMs, organizationId: null, otherHolders: 0, maxHolders: 1_000 };
        if (!tables.leases.has(message.instanceId) && [...tables.halts.values()].some(({ result }) => result === undefined))
          this.world.coverage.count('joined during a halt');
        this.putLease(tables, renewLease(tables.leases.get(message.instanceId), message, renewal));
      });
      then();
    });
  }

  private grant(message: Renew, answer: (grant: Grant<TracedRecord>) => void): void {
    this.attempt(() => {
      const { terms, coverage } = this.world;
      const grant = this.transaction((tables) => {
        const content = grantContent(message, tables);
        coverage.count(`grant: ${content}`);
        if (content === 'historyLost') tables.epoch = epochAfter(tables, message);
        const isChange = grantContent(message, tables) === 'changes';
        const rows = [...tables.connectors.values()].filter(({ changedSeq }) => !isChange || changedSeq > message.appliedSeq);
        return composeGrant(message, { head: { epoch: tables.epoch, seq: tables.seq }, records: rows.map(({ record }) => record) }, terms);
      });
      if (!this.dies('before grant')) answer(grant);
    });
  }

  private catchUp(): void {
    this.attempt(() => {
      this.streams.pushNews();
      this.halts.evaluate();
      this.settleEpoch();
    });
  }

  /** R11: once waited out, it need not be waited out again by a replica that starts later. */
  private settleEpoch(): void {
    const { db, terms, coverage } = this.world;
    const watch = this.epochWatch;
    if (watch === undefined || watch.settled || isQuarantined(watch, terms, longestGraceMs, this.host.monotonicMs)) return;
    if (db.read(({ epoch, timeline }) => epoch !== watch.epoch || timeline !== db.timelineId)) return;
    this.transaction((tables) => {
      tables.settledEpoch = watch.epoch;
    });
    coverage.count('epoch settled');
  }

  private putLease(tables: Tables, row: LeaseRow): void {
    tables.leases.set(row.instanceId, row);
  }

  private dies(point: NonNullable<RegistryReplica['killAt']>): boolean {
    if (this.killAt !== point) return false;
    this.world.coverage.count(
      point === 'before grant'
        ? 'fault: registry killed before the grant'
        : `fault: registry killed ${point === 'before commit' ? 'before' : 'after'} the commit`,
    );
    this.kill();
    return true;
  }
}
