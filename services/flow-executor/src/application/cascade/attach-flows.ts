import { Injectable } from '@nestjs/common';
import { attachFlow, type KeptDetachment, type KeptVersions } from '../../domain/lifecycle/attachment.ts';
import type { FlowEvent } from '../../domain/lifecycle/flow-event.ts';
import type { FlowVersion } from '../../domain/lifecycle/stored-flow.ts';
import { Clock, type FlowTransaction, UnitOfWork } from '../ports.ts';

export interface ConnectorStays {
  eventId: string;
  organizationId: string;
  operationId: string;
}

/** A deletion is undone: every flow that it detached gets back what it lost, and the registry hears of each. */
@Injectable()
export class AttachFlows {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  run({ eventId, organizationId, operationId }: ConnectorStays): Promise<void> {
    return this.unitOfWork.run((transaction) =>
      transaction.once(eventId, async () => {
        const kept = await transaction.detachments.ofOperation(operationId);
        await transaction.detachments.giveBack(operationId);
        const others = await transaction.detachments.ofFlows(kept.map(({ flowId }) => flowId));
        const events: FlowEvent[] = [];
        for (const one of kept) events.push(...(await this.attach(transaction, organizationId, one, others.get(one.flowId) ?? [])));
        if (events.length > 0) await transaction.publish(events);
      }),
    );
  }

  private async attach(
    { flows }: FlowTransaction,
    organizationId: string,
    kept: KeptDetachment,
    others: readonly KeptVersions[],
  ): Promise<FlowEvent[]> {
    const { flowId, connectorId, operationId } = kept;
    const flow = await flows.find(organizationId, flowId);
    if (!flow) return [];
    const versions: FlowVersion[] = [];
    for (const { versionNumber } of kept.versions) {
      const version = await flows.findVersion(flowId, versionNumber);
      if (version) versions.push(version);
    }
    const attachment = attachFlow({ flow, versions }, kept, others, this.clock.now());
    await flows.save(attachment.flow);
    await flows.saveVersions(attachment.versions);
    return [{ type: 'FlowAttached', organizationId, flowId, connectorId, operationId, versionNumbers: attachment.versionNumbers }];
  }
}
