import { type EpochWatch, type HaltReport, reportHalt } from '../../src/index.ts';
import { readWaitSet } from './changes.ts';
import type { HaltRow, Tables } from './db.ts';
import type { Host } from './host.ts';
import type { Surroundings } from './surroundings.ts';

interface Reporting {
  readonly host: Host;
  readonly epochWatch: EpochWatch | undefined;
  transaction<T>(run: (tables: Tables) => T): T;
}

/** How one replica follows the halts that are not over, whoever began them. */
export class Halts {
  /** Since when this replica waits, by its own clock. */
  private readonly since = new Map<number, number>();
  private readonly replica: Reporting;
  private readonly world: Surroundings;

  constructor(replica: Reporting, world: Surroundings) {
    this.replica = replica;
    this.world = world;
  }

  /** Just after the commit. */
  watch(halt: HaltRow): void {
    this.since.set(halt.operationId, this.replica.host.monotonicMs);
  }

  evaluate(): void {
    const open = this.world.db.read(({ halts }) => [...halts.values()].filter(({ result }) => result === undefined));
    for (const halt of open) this.replica.transaction((tables) => this.evaluateOne(tables, halt));
  }

  private evaluateOne(tables: Tables, of: HaltRow): void {
    const key = of.operationId;
    readWaitSet(tables, of, this.world);
    const halt = tables.halts.get(key);
    const connector = tables.connectors.get(of.connectorId);
    if (halt === undefined || halt.result !== undefined || connector === undefined) return;
    const report = this.report(tables, halt, connector.record.version);
    this.cover(report);
    if (report.state === 'PROPAGATING') return;
    tables.halts.set(key, { ...halt, result: report.state });
    if (report.state === 'SUPERSEDED') return;
    const { record } = connector;
    tables.connectors.set(of.connectorId, { ...connector, graceInForceMs: record.staleGraceMs });
    this.world.history.report(record.commit, this.world.timeline.now);
    if (halt.startedBy !== this.replica.host.name) this.world.coverage.count('halt taken over');
  }

  private report(tables: Tables, halt: HaltRow, currentVersion: number): HaltReport {
    const { world, replica } = this;
    const nowMs = replica.host.monotonicMs;
    const sinceMs = this.since.get(halt.operationId) ?? nowMs;
    this.since.set(halt.operationId, sinceMs);
    const watch = replica.epochWatch ?? { epoch: tables.epoch, sinceMs: nowMs, settled: false };
    const epochWatch = world.bug === 'noQuarantine' ? { ...watch, settled: true } : watch;
    const members = (halt.waitSet ?? []).flatMap((id) => tables.leases.get(id) ?? []);
    return reportHalt({ halt, currentVersion, members }, { terms: world.terms, nowMs, sinceMs, epochWatch });
  }

  private cover({ state, holders, quarantined }: HaltReport): void {
    const { coverage } = this.world;
    for (const { outcome } of holders) coverage.count(`report: ${outcome}`);
    if (state === 'SUPERSEDED') coverage.count('report: SUPERSEDED');
    if (quarantined && holders.every(({ outcome }) => outcome !== 'pending')) coverage.count('report: held back by quarantine');
    if (state !== 'HALTED') return;
    const early = holders.every(({ outcome }) => outcome !== 'leaseExpired');
    coverage.count(early ? 'report: HALTED early' : 'report: HALTED by expiry');
  }
}
