import type { Execution, HaltReceipt } from '@patchbay/contracts';
import { type Call, type Change, type Verdict, verifyHistory } from '@patchbay/halt-history';
import { eventually } from '@patchbay/testing';
import {
  type Arrival,
  type DeactivateOptions,
  type DrivenCall,
  Fleet,
  type FleetOptions,
  type Line,
  Load,
  type Member,
  type Organization,
} from '../src/index.ts';

/** For what has no bound of its own, on a busy machine. */
export const soon = { withinMs: 30_000 };
export const forOneRow = 240_000;
/** How long a request may be under way after the check that let it go: with L and G, the bound is L + 0.2 s. */
const arrivesWithinMs = 100;
const acknowledgedWithinMs = 60_000;

interface HaltsOptions {
  strike?: () => Promise<void> | void;
  registry?: Member;
}

export interface Halt {
  operationId: string;
  version: number;
  receipt: HaltReceipt;
}

/** A fleet with leases of 2 s, one organization on it, and what is asked of every row. */
export class Stage {
  readonly fleet: Fleet;
  readonly organization: Organization;
  private readonly loads: Load[] = [];

  private constructor(fleet: Fleet, organization: Organization) {
    this.fleet = fleet;
    this.organization = organization;
  }

  static async open(options: FleetOptions = {}): Promise<Stage> {
    const fleet = await Fleet.start({
      profile: 'strict',
      proxied: true,
      env: { 'flow-executor': { EXECUTION_CLAIM_SECONDS: '1' } },
      ...options,
    });
    return new Stage(fleet, await fleet.organization());
  }

  async close(): Promise<void> {
    await this.fleet.stop();
  }

  /** One that can be asked. */
  get registry(): Member | undefined {
    return this.fleet.registries.find(({ process }) => !process.hasEnded && !process.isFrozen);
  }

  get holders(): Member[] {
    return [...this.fleet.executors, ...this.fleet.brokers];
  }

  /** What a row has broken is whole again, and its load at an end. */
  async clearUp(): Promise<void> {
    this.fleet.heal();
    await Promise.all(this.loads.splice(0).map((load) => load.stop()));
    const ended = this.fleet.members.filter(({ process }) => process.hasEnded);
    await Promise.all(ended.map((member) => this.fleet.restart(member)));
    await Promise.all(this.fleet.members.map(({ process }) => process.untilReady()));
  }

  /** A connector and a flow that every executor has served once. */
  async servedLine(): Promise<Line> {
    const line = await this.organization.line();
    await Promise.all(this.fleet.executors.map((executor) => this.untilServed(line, executor)));
    return line;
  }

  async lineUnderLoad(): Promise<{ line: Line; load: Load }> {
    const line = await this.servedLine();
    return { line, load: this.load(line) };
  }

  async untilServed(line: Line, executor: Member): Promise<void> {
    await this.untilAnswered(line, executor, { outcome: expect.objectContaining({ type: 'ROUTED' }) });
  }

  async untilAnswered(line: Line, executor: Member, expected: Partial<Execution>): Promise<void> {
    await eventually(async () => expect((await this.organization.call(line, executor)).body).toMatchObject(expected), soon);
  }

  /** A refusal is visible: the caller is told why, and where to go instead. */
  async untilRefused(line: Line, executor: Member, ...codes: string[]): Promise<void> {
    await eventually(async () => {
      const outcome = await this.outcomeOf(line, executor);
      expect(outcome).toMatchObject({ type: 'HALTED', connectorId: line.connectorId, fallbackDestination: 'Emergency queue' });
      expect(codes).toContain(outcome && 'code' in outcome ? outcome.code : undefined);
    }, soon);
  }

  load(line: Line, executors: readonly Member[] = this.fleet.executors, perSecond = 30): Load {
    const load = new Load(this.organization, line, { executors, perSecond });
    this.loads.push(load);
    return load;
  }

  /** Proven: by acknowledgements, or by time. */
  async halt(line: Line, options: DeactivateOptions = {}): Promise<Halt> {
    const { status, body } = await this.organization.deactivate(line, options);
    expect([status, body.halt.state]).toEqual([200, 'HALTED']);
    return { operationId: body.operationId, version: body.version, receipt: body.halt };
  }

  arrivals({ connectorId }: Line): Arrival[] {
    return this.fleet.upstream.arrivals.filter((arrival) => arrival.connectorId === connectorId);
  }

  async outcomeOf(line: Line, executor: Member) {
    return (await this.organization.call(line, executor)).body.outcome;
  }

  /**
   * Halts until all of these have acknowledged, each time after an activation. One of them may be given no time by a busy machine within its lease;
   * then it is waited for by the end of that, which is true as well.
   * @param strike before each halt
   * @returns every halt
   */
  async haltsUntilAcknowledgedBy(members: readonly Member[], line: Line, { strike, registry }: HaltsOptions = {}): Promise<Halt[]> {
    const halts: Halt[] = [];
    for (const deadline = performance.now() + acknowledgedWithinMs; performance.now() < deadline; ) {
      const last = halts.at(-1);
      if (last) expect((await this.organization.activate(line, last.version, registry)).status).toBe(200);
      await strike?.();
      const halt = await this.halt(line, { ...(registry && { registry }) });
      halts.push(halt);
      if (saidOfAll(halt, members).every((outcome) => outcome === 'acked')) return halts;
    }
    throw new Error(`not acknowledged by all of ${members.map(({ name, holderId }) => `${name} (${holderId})`)}: ${JSON.stringify(halts)}`);
  }

  /** Everybody else acknowledges. The victim is waited for by time, and never counted as one that has acknowledged. */
  async haltWithout(victim: Member, line: Line, options: HaltsOptions = {}): Promise<void> {
    const halts = await this.haltsUntilAcknowledgedBy(
      this.holders.filter((member) => member !== victim),
      line,
      options,
    );
    const [first, ...further] = halts.map((halt) => saidOf(halt, victim));
    expect(first).toBe('leaseExpired');
    // Half a minute after the end of its lease, it is not even waited for any more.
    for (const said of further) expect(['leaseExpired', undefined]).toContain(said);
  }

  /**
   * I1, I2 and I3, by what has arrived at the API and what the registry says of itself: no call on a version that was reported halted, none later than the bound.
   * @param calls tell which executor has sent what
   */
  async verify(line: Line, calls: readonly DrivenCall[] = []): Promise<Verdict> {
    const versions = await this.organization.versions(line, this.registry);
    const { haltBound } = await this.organization.connector(line, this.registry);
    const changes = versions.map(
      ({ connectorId, version, state, ...change }): Change => ({
        ...{ connectorId, version, state },
        committedAt: Date.parse(change.committedAt),
        haltedAt: change.haltedAt === null ? undefined : Date.parse(change.haltedAt),
        boundMs: (change.boundMs ?? haltBound.ms) + arrivesWithinMs,
      }),
    );
    const executorOf = new Map(calls.map(({ executionId, executor }) => [executionId, executor]));
    const seen = this.arrivals(line).map((arrival): Call => {
      const { connectorId, connectorVersion, notBefore, at, executionId } = arrival;
      const committedAt = changes.find(({ version }) => version === connectorVersion)?.committedAt ?? at;
      // It arrived at some moment in between: the one most in favour of the services counts.
      return { connectorId, connectorVersion, at: Math.max(notBefore, Math.min(at, committedAt)), source: executorOf.get(executionId) };
    });
    const verdict = await verifyHistory(seen, changes);
    expect(verdict).toMatchObject({ examples: [], holds: true, calls: seen.length });
    return verdict;
  }
}

/** What the receipt says of that member. */
export const saidOf = ({ receipt }: Halt, { holderId }: Pick<Member, 'holderId'>): string | undefined =>
  receipt.holders.find(({ instanceId }) => instanceId === holderId)?.outcome;

export const saidOfAll = (halt: Halt, members: readonly Member[]): (string | undefined)[] => members.map((member) => saidOf(halt, member));
