import { Injectable } from '@nestjs/common';
import { importFlow } from '../domain/lifecycle/draft.ts';
import type { FlowContent, StoredFlow } from '../domain/lifecycle/stored-flow.ts';
import { Clock, Identifiers, UnitOfWork } from './ports.ts';

@Injectable()
export class ImportFlow {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly identifiers: Identifiers,
    private readonly clock: Clock,
  ) {}

  /** @throws MalformedExport */
  async run(organizationId: string, owner: string, content: FlowContent): Promise<StoredFlow> {
    const flow = importFlow({ flowId: this.identifiers.next(), organizationId, owner, content, now: this.clock.now() });
    await this.unitOfWork.run(({ flows }) => flows.insert(flow));
    return flow;
  }
}
