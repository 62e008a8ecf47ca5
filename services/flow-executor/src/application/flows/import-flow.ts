import { Injectable } from '@nestjs/common';
import { importFlow, replaceDraft } from '../../domain/lifecycle/draft.ts';
import { FlowNameTaken, FlowNotFound } from '../../domain/lifecycle/refusals.ts';
import type { FlowContent, StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { Clock, Identifiers, UnitOfWork } from '../ports.ts';

export interface Import {
  organizationId: string;
  actor: string;
  content: FlowContent;
  /** Replaces the draft of the flow that has the name. */
  overwrite: boolean;
}

@Injectable()
export class ImportFlow {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly identifiers: Identifiers,
    private readonly clock: Clock,
  ) {}

  /** @throws MalformedExport, FlowNameTaken, FlowLocked */
  run({ organizationId, actor, content, overwrite }: Import): Promise<{ flow: StoredFlow; isNew: boolean }> {
    const now = this.clock.now();
    const flow = importFlow({ flowId: this.identifiers.next(), organizationId, owner: actor, content, now });
    return this.unitOfWork.run(async ({ flows }) => {
      const named = await flows.findNamed(organizationId, flow.name);
      if (named === undefined) {
        await flows.insert(flow);
        return { flow, isNew: true };
      }
      if (!overwrite) throw new FlowNameTaken(flow.name, named);
      const found = await flows.find(organizationId, named);
      if (!found) throw new FlowNotFound();
      const replaced = replaceDraft(found, content, { expectedRevision: undefined, actor, now });
      await flows.save(replaced);
      return { flow: replaced, isNew: false };
    });
  }
}
