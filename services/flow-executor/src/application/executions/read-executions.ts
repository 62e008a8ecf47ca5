import { Injectable } from '@nestjs/common';
import { ReadFlows } from '../flows/read-flows.ts';
import { Clock } from '../ports.ts';
import { type ExecutionFilter, ExecutionReader, type ExecutionView, type FlowActivityView, type TurnView } from './ports.ts';
import { ExecutionNotFound } from './refusals.ts';

@Injectable()
export class ReadExecutions {
  constructor(
    private readonly executions: ExecutionReader,
    private readonly flows: ReadFlows,
    private readonly clock: Clock,
  ) {}

  /** @throws ExecutionNotFound */
  async get(organizationId: string, executionId: string): Promise<ExecutionView> {
    const execution = await this.executions.find(organizationId, executionId);
    if (!execution) throw new ExecutionNotFound();
    return execution;
  }

  /** @returns `next` where there is a page more */
  async search(
    organizationId: string,
    filter: ExecutionFilter,
    { limit, before }: { limit: number; before: string | undefined },
  ): Promise<{ items: ExecutionView[]; next?: string | undefined }> {
    const found = await this.executions.search(organizationId, filter, { limit: limit + 1, before });
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? items.at(-1)?.executionId : undefined };
  }

  /** @throws ExecutionNotFound */
  async trace(
    organizationId: string,
    executionId: string,
    { limit, after }: { limit: number; after: number },
  ): Promise<{ items: TurnView[]; next?: number | undefined }> {
    await this.get(organizationId, executionId);
    const found = await this.executions.turns(executionId, { limit: limit + 1, after });
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? items.at(-1)?.number : undefined };
  }

  /** @throws FlowNotFound */
  async activity(organizationId: string, flowId: string): Promise<FlowActivityView & { at: Date }> {
    await this.flows.get(organizationId, flowId);
    const at = this.clock.now();
    return { ...(await this.executions.activity(flowId, at)), at };
  }
}
