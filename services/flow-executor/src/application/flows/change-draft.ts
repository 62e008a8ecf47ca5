import { Injectable } from '@nestjs/common';
import { type Change, editFlow, type FlowEdit, replaceDraft } from '../../domain/lifecycle/draft.ts';
import { FlowNotFound } from '../../domain/lifecycle/refusals.ts';
import type { FlowContent, StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { Clock, UnitOfWork } from '../ports.ts';
import { requireFreeName } from './free-name.ts';

export type DraftChange = Omit<Change, 'now'>;

/** What is published stays as it is. */
@Injectable()
export class ChangeDraft {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws FlowNotFound, FlowLocked, FlowVersionMismatch, FlowNameTaken, MalformedExport */
  replace(organizationId: string, flowId: string, content: FlowContent, change: DraftChange): Promise<StoredFlow> {
    return this.change(organizationId, flowId, (flow, now) => replaceDraft(flow, content, { ...change, now }));
  }

  /** @throws FlowNotFound, FlowLocked, FlowVersionMismatch, FlowNameTaken, MalformedExport */
  edit(organizationId: string, flowId: string, edit: FlowEdit, change: DraftChange): Promise<StoredFlow> {
    return this.change(organizationId, flowId, (flow, now) => editFlow(flow, edit, { ...change, now }));
  }

  /** Adds to the mapping of connectors. @throws FlowNotFound, FlowLocked */
  bind(organizationId: string, flowId: string, connectors: FlowContent['connectors'], actor: string): Promise<StoredFlow> {
    return this.change(organizationId, flowId, (flow, now) => {
      const mapping = { ...flow.draft.connectors, ...connectors };
      return editFlow(flow, { connectors: mapping }, { expectedRevision: undefined, actor, now });
    });
  }

  private change(organizationId: string, flowId: string, by: (flow: StoredFlow, now: Date) => StoredFlow): Promise<StoredFlow> {
    return this.unitOfWork.run(async ({ flows }) => {
      const flow = await flows.find(organizationId, flowId);
      if (!flow) throw new FlowNotFound();
      const changed = by(flow, this.clock.now());
      if (changed.name !== flow.name) await requireFreeName(flows, changed);
      await flows.save(changed);
      return changed;
    });
  }
}
