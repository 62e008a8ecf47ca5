import { Injectable } from '@nestjs/common';
import { replaceDraft } from '../domain/lifecycle/draft.ts';
import { FlowNotFound } from '../domain/lifecycle/refusals.ts';
import type { FlowContent, StoredFlow } from '../domain/lifecycle/stored-flow.ts';
import { Clock, UnitOfWork } from './ports.ts';

@Injectable()
export class ReplaceDraft {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws FlowNotFound, FlowVersionMismatch, MalformedExport */
  run(organizationId: string, flowId: string, expectedRevision: number, content: FlowContent): Promise<StoredFlow> {
    return this.unitOfWork.run(async ({ flows }) => {
      const flow = await flows.find(organizationId, flowId);
      if (!flow) throw new FlowNotFound();
      const changed = replaceDraft(flow, expectedRevision, content, this.clock.now());
      await flows.save(changed);
      return changed;
    });
  }
}
