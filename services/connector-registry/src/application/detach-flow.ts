import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../domain/ids.ts';
import { type FlowReply, OperationWakeups, UnitOfWork } from './ports.ts';

type Reply = FlowReply & { eventId: string };

interface Waiting {
  reply: Reply;
  settle: { resolve: () => void; reject: (error: unknown) => void };
}

/**
 * The executor's reply to a deletion: the flow has let go of the connector. There may be thousands, from several partitions at once:
 * those that come while one transaction runs share the next.
 */
@Injectable()
export class DetachFlow {
  private waiting: Waiting[] = [];
  private isTaking = false;

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly wakeups: OperationWakeups,
  ) {}

  /** Resolves when the effect is committed. */
  execute(reply: Reply): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ reply, settle: { resolve, reject } });
      if (!this.isTaking) void this.takeAll();
    });
  }

  private async takeAll(): Promise<void> {
    this.isTaking = true;
    while (this.waiting.length > 0) {
      const taken = this.waiting;
      this.waiting = [];
      const byOrganization = Map.groupBy(taken, ({ reply }) => reply.organizationId);
      for (const [organizationId, group] of byOrganization) await this.take(organizationId, group);
    }
    this.isTaking = false;
  }

  private async take(organizationId: OrganizationId, group: readonly Waiting[]): Promise<void> {
    const replies = group.map(({ reply }) => reply);
    try {
      await this.unitOfWork.run(organizationId, async ({ receive, dependents }) => {
        const received = await receive(replies.map(({ eventId }) => eventId));
        await dependents.detach(replies.filter(({ eventId }) => received.has(eventId)));
      });
    } catch (error) {
      for (const { settle } of group) settle.reject(error);
      return;
    }
    for (const { reply, settle } of group) {
      this.wakeups.soon(reply.connectorId);
      settle.resolve();
    }
  }
}
