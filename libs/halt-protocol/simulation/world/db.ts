import type { LeaseRow } from '../../src/index.ts';
import type { TracedRecord } from '../history.ts';
import type { Host } from './host.ts';
import type { Timeline } from './timeline.ts';

export interface ConnectorRow {
  record: TracedRecord;
  organizationId: string;
  changedSeq: number;
  graceInForceMs: number;
}

export interface HaltRow {
  /** Never given twice: a version is, when a failover loses it. */
  operationId: number;
  connectorId: string;
  version: number;
  seq: number;
  staleGraceMs: number;
  startedBy: string;
  /** Instances of the wait set, once it was read. */
  waitSet: readonly string[] | undefined;
  result: 'HALTED' | 'SUPERSEDED' | undefined;
}

export interface LogRow {
  seq: number;
  epoch: number;
  record: TracedRecord;
}

/** Rows are never changed in place, so that a copy of the maps is a copy of the database. */
interface Tables {
  seq: number;
  epoch: number;
  settledEpoch: number;
  /** Of the database, as the registry saw it when it began the epoch. */
  timeline: number;
  connectors: Map<string, ConnectorRow>;
  leases: Map<string, LeaseRow>;
  halts: Map<number, HaltRow>;
  log: readonly LogRow[];
}

export class DatabaseUnavailable extends Error {}

const copy = (tables: Tables): Tables => ({
  ...tables,
  connectors: new Map(tables.connectors),
  leases: new Map(tables.leases),
  halts: new Map(tables.halts),
});

/** How far back a failover may go. */
const keptMs = 2_500;

/** One primary with notifications, and a standby that may be behind. */
export class Db {
  readonly host: Host;
  isAvailable = true;
  /** As the server itself counts it: a new one with each failover. */
  timelineId = 1;
  private tables: Tables = {
    seq: 0,
    epoch: 1,
    settledEpoch: 1,
    timeline: 1,
    connectors: new Map(),
    leases: new Map(),
    halts: new Map(),
    log: [],
  };
  private kept: { at: number; tables: Tables }[] = [];
  private readonly listeners = new Map<string, () => void>();
  private readonly timeline: Timeline;

  constructor(host: Host, timeline: Timeline) {
    this.host = host;
    this.timeline = timeline;
  }

  /** All or nothing: what throws leaves no trace. */
  transaction<T>(run: (tables: Tables) => T): T {
    if (!this.isAvailable) throw new DatabaseUnavailable();
    const tables = copy(this.tables);
    const result = run(tables);
    this.tables = tables;
    const { now } = this.timeline;
    this.kept.push({ at: now, tables });
    if (this.kept.length > 400) this.kept = this.kept.filter(({ at }) => at > now - keptMs);
    return result;
  }

  read<T>(run: (tables: Readonly<Tables>) => T): T {
    if (!this.isAvailable) throw new DatabaseUnavailable();
    return run(this.tables);
  }

  get nowMs(): number {
    return this.host.wallMs;
  }

  listen(name: string, wake: () => void): void {
    this.listeners.set(name, wake);
  }

  unlisten(name: string): void {
    this.listeners.delete(name);
  }

  notify(): void {
    for (const wake of this.listeners.values()) this.timeline.after(0.3, wake);
  }

  /** @returns the moment up to which commits survived */
  failover(loses: 'nothing' | 'lease rows' | 'commits', backMs: number): number {
    this.timelineId++;
    const { now } = this.timeline;
    const from = now - Math.min(backMs, keptMs);
    const older = this.kept.findLast(({ at }) => at <= from)?.tables;
    if (loses === 'nothing' || older === undefined) return now;
    const survivedTo = loses === 'commits' ? from : now;
    this.tables = loses === 'commits' ? copy(older) : { ...copy(this.tables), leases: new Map(older.leases) };
    this.kept = [{ at: survivedTo, tables: this.tables }];
    return survivedTo;
  }
}

export type { Tables };
