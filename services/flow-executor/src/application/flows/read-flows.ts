import { Injectable } from '@nestjs/common';
import { FlowNotFound } from '../../domain/lifecycle/refusals.ts';
import type { StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { FlowRepository, type Page } from '../ports.ts';

export interface FlowPage {
  items: StoredFlow[];
  /** Where the next page begins, if there is one. */
  next: string | undefined;
}

@Injectable()
export class ReadFlows {
  constructor(private readonly flows: FlowRepository) {}

  /** @throws FlowNotFound */
  async get(organizationId: string, flowId: string): Promise<StoredFlow> {
    const flow = await this.flows.find(organizationId, flowId);
    if (!flow || flow.isLeaving) throw new FlowNotFound();
    return flow;
  }

  async list(organizationId: string, { limit, after }: Page): Promise<FlowPage> {
    const found = await this.flows.list(organizationId, { limit: limit + 1, after });
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? items.at(-1)?.flowId : undefined };
  }
}
