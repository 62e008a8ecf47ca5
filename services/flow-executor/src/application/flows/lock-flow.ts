import { Injectable } from '@nestjs/common';
import { lockFlow, unlockFlow } from '../../domain/lifecycle/lock.ts';
import { FlowNotFound } from '../../domain/lifecycle/refusals.ts';
import type { StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { Clock, LockPermissions, UnitOfWork } from '../ports.ts';
import { ReadFlows } from './read-flows.ts';

interface Actor {
  kind: 'user' | 'service';
  id: string;
}

/** One developer at a time changes a flow, where they want it so. What is published runs on. */
@Injectable()
export class LockFlow {
  constructor(
    private readonly readFlows: ReadFlows,
    private readonly unitOfWork: UnitOfWork,
    private readonly permissions: LockPermissions,
    private readonly clock: Clock,
  ) {}

  /** @throws FlowNotFound, FlowLocked */
  lock(organizationId: string, flowId: string, actor: Actor): Promise<StoredFlow> {
    return this.change(organizationId, flowId, (flow) => lockFlow(flow, actor.id, this.clock.now()));
  }

  /** @throws FlowNotFound, FlowLocked */
  async unlock(organizationId: string, flowId: string, actor: Actor): Promise<StoredFlow> {
    const { locked } = await this.readFlows.get(organizationId, flowId);
    const isOfAnother = locked !== null && locked.by !== actor.id;
    const mayBreak = isOfAnother && (await this.permissions.mayBreak(actor, organizationId, flowId));
    return this.change(organizationId, flowId, (flow) => unlockFlow(flow, actor.id, mayBreak));
  }

  private change(organizationId: string, flowId: string, by: (flow: StoredFlow) => StoredFlow): Promise<StoredFlow> {
    return this.unitOfWork.run(async ({ flows }) => {
      const flow = await flows.find(organizationId, flowId);
      if (!flow) throw new FlowNotFound();
      const changed = by(flow);
      await flows.save(changed);
      return changed;
    });
  }
}
