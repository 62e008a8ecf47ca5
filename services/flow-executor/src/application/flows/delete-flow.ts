import { Injectable } from '@nestjs/common';
import { requireChangeable } from '../../domain/lifecycle/lock.ts';
import { requireNoPublication } from '../../domain/lifecycle/publication.ts';
import { FlowNotFound } from '../../domain/lifecycle/refusals.ts';
import { Clock, ConnectorRegistry, UnitOfWork } from '../ports.ts';

/**
 * Three steps, so that the registry never waits for a flow that is gone: the flow stops running, its references are released, its rows go.
 * After a failure in between the same request goes on where it stopped.
 */
@Injectable()
export class DeleteFlow {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly registry: ConnectorRegistry,
    private readonly clock: Clock,
  ) {}

  /** @throws FlowNotFound, FlowLocked, PublicationRunning */
  async run(organizationId: string, flowId: string, actor: string): Promise<void> {
    await this.stop(organizationId, flowId, actor);
    await this.registry.releaseReferences(organizationId, flowId);
    await this.unitOfWork.run(({ flows }) => flows.remove(flowId));
  }

  private stop(organizationId: string, flowId: string, actor: string): Promise<void> {
    return this.unitOfWork.run(async ({ flows }) => {
      const flow = await flows.find(organizationId, flowId);
      if (!flow) throw new FlowNotFound();
      const now = this.clock.now();
      // One that is leaving goes on leaving, where an earlier request stopped.
      if (!flow.isLeaving) requireChangeable(flow, actor);
      requireNoPublication(flow, now);
      await flows.save({ ...flow, isLeaving: true, revision: flow.revision + 1, updatedAt: now });
    });
  }
}
