import { Injectable } from '@nestjs/common';
import { type FlowReply, OperationWakeups, UnitOfWork } from './ports.ts';

/** The executor's reply to a cancelled deletion: what the flow uses the connector in again. */
@Injectable()
export class AttachFlow {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly wakeups: OperationWakeups,
  ) {}

  async execute({ eventId, versionNumbers, ...reply }: FlowReply & { eventId: string; versionNumbers: readonly number[] }): Promise<void> {
    await this.unitOfWork.run(reply.organizationId, ({ once, dependents }) =>
      once(eventId, () => dependents.attach(reply, versionNumbers)),
    );
    this.wakeups.soon(reply.connectorId);
  }
}
