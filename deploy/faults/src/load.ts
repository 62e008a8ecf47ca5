import type { Execution } from '@patchbay/contracts';
import type { Member } from './member.ts';
import type { Line, Organization } from './organization.ts';
import { epochMs } from './recording-upstream.ts';

/** One call as the voice platform saw it. Times are milliseconds since the epoch. */
export interface DrivenCall {
  executor: string;
  startedAt: number;
  answeredAt: number;
  /** 0: no answer at all. */
  status: number;
  executionId: string | undefined;
  outcome: NonNullable<Execution['outcome']>['type'] | undefined;
  code: string | undefined;
}

export interface LoadOptions {
  /** Those in rotation: may change. */
  executors: readonly Member[];
  perSecond: number;
}

const answerWithinMs = 30_000;

/** Calls at a steady rate, to the executors in turn, whatever becomes of those before. */
export class Load {
  readonly calls: DrivenCall[] = [];
  private readonly organization: Organization;
  private readonly line: Line;
  private readonly options: LoadOptions;
  private readonly timer: NodeJS.Timeout;
  private readonly begunMs = performance.now();
  private readonly underWay = new Map<Promise<void>, Member>();
  private begun = 0;

  constructor(organization: Organization, line: Line, options: LoadOptions) {
    this.organization = organization;
    this.line = line;
    this.options = options;
    this.timer = setInterval(() => this.catchUp(), Math.max(1, 1_000 / options.perSecond));
  }

  /** When every call has its answer. */
  async stop(): Promise<DrivenCall[]> {
    clearInterval(this.timer);
    await Promise.all(this.underWay.keys());
    return this.calls;
  }

  /** When no call is under way to that executor. */
  async untilQuietAt(executor: Member): Promise<void> {
    await Promise.all([...this.underWay].flatMap(([call, at]) => (at === executor ? [call] : [])));
  }

  /** A late timer does not make the rate smaller. */
  private catchUp(): void {
    const { executors, perSecond } = this.options;
    const due = ((performance.now() - this.begunMs) / 1_000) * perSecond;
    for (; this.begun < due; this.begun += 1) {
      const executor = executors[this.begun % executors.length] as Member;
      const call = this.drive(executor).then((driven) => {
        this.calls.push(driven);
        this.underWay.delete(call);
      });
      this.underWay.set(call, executor);
    }
  }

  private async drive(executor: Member): Promise<DrivenCall> {
    const startedAt = epochMs();
    const answer = await this.organization.call(this.line, executor, AbortSignal.timeout(answerWithinMs)).catch(() => undefined);
    const { executionId, outcome } = answer?.body ?? {};
    return {
      executor: executor.name,
      startedAt,
      answeredAt: epochMs(),
      status: answer?.status ?? 0,
      executionId,
      outcome: outcome?.type,
      code: outcome && 'code' in outcome ? outcome.code : undefined,
    };
  }
}
