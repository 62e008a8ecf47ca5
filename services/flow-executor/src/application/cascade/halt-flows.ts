import { Injectable } from '@nestjs/common';
import { settleHalt } from '../../domain/lifecycle/halt.ts';
import { Clock, type ConnectorStatus, type FlowTransaction, UnitOfWork } from '../ports.ts';

const pageSize = 500;

/** A connector has changed: each flow whose Live version uses it is halted or resumed, and whoever subscribes hears of it once. */
@Injectable()
export class HaltFlows {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * Page by page, each in a transaction of its own. A flow is settled by the states that are known then, and its row remembers that it was:
   * so the same event, or an older one, changes nothing when it comes again.
   */
  async run(connector: ConnectorStatus): Promise<void> {
    await this.unitOfWork.run(({ halts }) => halts.note([connector]));
    let after: string | undefined;
    do after = await this.settlePage(connector, after);
    while (after !== undefined);
  }

  /** @returns where the next page begins */
  private settlePage({ organizationId, connectorId }: ConnectorStatus, after: string | undefined): Promise<string | undefined> {
    return this.unitOfWork.run(async ({ halts, publish }: FlowTransaction) => {
      const now = this.clock.now();
      const dependents = await halts.dependents(organizationId, connectorId, { limit: pageSize, after });
      // Read once the flows are locked: whoever takes a version into use meanwhile has to wait, and sees what was noted.
      const notActive = await halts.notActive([...new Set(dependents.flatMap(({ live }) => live?.connectorIds ?? []))]);
      const settled = dependents.map(({ flow, live }) => ({ flow, ...settleHalt(flow, live, notActive, now) }));
      await halts.save(
        settled.filter(({ flow, halted }) => flow.halted !== halted).map(({ flow: { flowId }, halted }) => ({ flowId, halted })),
      );
      const events = settled.flatMap((each) => each.events);
      if (events.length > 0) await publish(events);
      return dependents.length < pageSize ? undefined : dependents.at(-1)?.flow.flowId;
    });
  }
}
