import { Injectable } from '@nestjs/common';
import { type FlowReply, OperationWakeups, UnitOfWork } from './ports.ts';

/** The executor's reply to a deletion: the flow has let go of the connector. */
@Injectable()
export class DetachFlow {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly wakeups: OperationWakeups,
  ) {}

  async execute({ eventId, ...reply }: FlowReply & { eventId: string }): Promise<void> {
    await this.unitOfWork.run(reply.organizationId, ({ once, dependents }) => once(eventId, () => dependents.detach(reply)));
    this.wakeups.soon(reply.connectorId);
  }
}
