import { Injectable } from '@nestjs/common';
import { copiedContent, importFlow } from '../../domain/lifecycle/draft.ts';
import type { StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { Clock, Identifiers, UnitOfWork } from '../ports.ts';
import { requireFreeName } from './free-name.ts';
import { ReadFlows } from './read-flows.ts';

/** A new flow with the draft of another one: nothing of it is published yet. */
@Injectable()
export class CopyFlow {
  constructor(
    private readonly readFlows: ReadFlows,
    private readonly unitOfWork: UnitOfWork,
    private readonly identifiers: Identifiers,
    private readonly clock: Clock,
  ) {}

  /** @throws FlowNotFound, FlowNameTaken, MalformedExport */
  async run(organizationId: string, flowId: string, { name, actor }: { name: string; actor: string }): Promise<StoredFlow> {
    const source = await this.readFlows.get(organizationId, flowId);
    const content = copiedContent(source, name);
    const copy = importFlow({ flowId: this.identifiers.next(), organizationId, owner: actor, content, now: this.clock.now() });
    await this.unitOfWork.run(async ({ flows }) => {
      await requireFreeName(flows, copy);
      await flows.insert(copy);
    });
    return copy;
  }
}
