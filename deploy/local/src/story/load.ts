import { Execution, type FlowId, type OrganizationId, type OutcomeType } from '@patchbay/contracts';
import { executorOf } from '../world/addresses.ts';
import { request } from '../world/http.ts';

/** One call as the voice platform saw it. */
export interface DrivenCall {
  executor: number;
  outcome: OutcomeType | 'WAITING';
  code: string | undefined;
  /** Milliseconds since the epoch, like the sandbox's call log. */
  startedAt: number;
  answeredAt: number;
}

export interface LoadPlan {
  organizationId: OrganizationId;
  flowId: FlowId;
  executors: number;
  /** Calls at once on each executor. */
  callers: number;
  /** Of the voice platform. */
  token: string;
}

export const epochMs = (): number => performance.timeOrigin + performance.now();

/** Starts one execution on the given executor, as the voice platform does when a call comes in. */
export async function driveCall({ organizationId, flowId, token }: LoadPlan, executor: number, number = 0): Promise<DrivenCall> {
  const startedAt = epochMs();
  const contact = { ani: `+1555${String(number % 10_000_000).padStart(7, '0')}`, dnis: '+15550199' };
  const { body } = await request(Execution, 'POST', `${executorOf(organizationId, executor)}/executions`, {
    token,
    body: { flowId, contact },
  });
  const code = body.outcome && 'code' in body.outcome ? body.outcome.code : undefined;
  return { executor, outcome: body.outcome?.type ?? 'WAITING', code, startedAt, answeredAt: epochMs() };
}

/** Callers who call again and again until they are stopped. */
export class Load {
  readonly calls: DrivenCall[] = [];
  private stopped = false;
  private number = 0;
  private readonly callers: Promise<void>[];

  constructor(plan: LoadPlan) {
    this.callers = Array.from({ length: plan.executors * plan.callers }, (_, index) =>
      this.callAgainAndAgain(plan, index % plan.executors),
    );
  }

  async stop(): Promise<DrivenCall[]> {
    this.stopped = true;
    await Promise.all(this.callers);
    return this.calls;
  }

  private async callAgainAndAgain(plan: LoadPlan, executor: number): Promise<void> {
    while (!this.stopped) {
      this.number += 1;
      this.calls.push(await driveCall(plan, executor, this.number));
    }
  }
}
