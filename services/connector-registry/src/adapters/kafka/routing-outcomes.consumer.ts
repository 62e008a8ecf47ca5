import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { routingOutcomes } from '@patchbay/contracts';
import type { ReceivedEvent } from '@patchbay/event-bus';
import { RecordCalls } from '../../application/impact/record-calls.ts';
import { connectorId, organizationId } from '../../domain/ids.ts';

type OutcomesEvent = ReceivedEvent<typeof routingOutcomes>;

@Controller()
export class RoutingOutcomesConsumer {
  constructor(private readonly recordCalls: RecordCalls) {}

  @EventPattern<string>(routingOutcomes.name)
  on(@Payload() { organizationId: of, data }: OutcomesEvent): Promise<void> {
    const { instanceId, batch, at, outcomes, inProgress } = data;
    return this.recordCalls.execute(organizationId(of), {
      instanceId,
      batch,
      at: new Date(at),
      ended: outcomes.map(({ connectorIds, startedAt, endedAt }) => ({
        connectorIds: connectorIds.map(connectorId),
        startedAt: new Date(startedAt),
        endedAt: new Date(endedAt),
      })),
      inProgress: inProgress.map(({ connectorIds, calls }) => ({ connectorIds: connectorIds.map(connectorId), calls })),
    });
  }
}
