import { Injectable } from '@nestjs/common';
import type { KnownConnector } from '../../domain/flow/connector-binding.ts';
import { liveVersionOf, settleHalt } from '../../domain/lifecycle/halt.ts';
import { ConnectorsNotActive, FlowNotFound } from '../../domain/lifecycle/refusals.ts';
import type { StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { Clock, ConnectorRegistry, type FlowTransaction, UnitOfWork } from '../ports.ts';
import { ReadFlows } from './read-flows.ts';

/** A halted flow resumes by itself when its connectors are activated. This asks the registry instead of waiting for its event. */
@Injectable()
export class ResumeFlow {
  constructor(
    private readonly readFlows: ReadFlows,
    private readonly registry: ConnectorRegistry,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** @throws FlowNotFound, ConnectorsNotActive */
  async run(organizationId: string, flowId: string): Promise<StoredFlow> {
    const { halted } = await this.readFlows.get(organizationId, flowId);
    const connectors = halted ? await this.registry.listConnectors(organizationId) : [];
    return this.unitOfWork.run(async (transaction) => {
      const flow = await transaction.flows.find(organizationId, flowId);
      if (!flow || flow.isLeaving) throw new FlowNotFound();
      return flow.halted ? this.resume(transaction, flow, connectors) : flow;
    });
  }

  private async resume(
    { flows, halts, publish }: FlowTransaction,
    flow: StoredFlow,
    connectors: readonly KnownConnector[],
  ): Promise<StoredFlow> {
    const { organizationId, flowId, labels } = flow;
    const version = await flows.findVersion(flowId, labels.Live ?? 0);
    const live = version && liveVersionOf(version);
    const used = live?.connectorIds ?? [];
    requireActive(used, connectors);
    const known = connectors.filter(({ connectorId }) => used.includes(connectorId));
    await halts.note(known.map((connector) => ({ ...connector, organizationId })));
    const { halted, events } = settleHalt(flow, live, await halts.notActive(used), this.clock.now());
    // An event that is newer than the answer of the registry.
    if (halted) throw new ConnectorsNotActive([{ connectorId: halted.connectorId, state: 'INACTIVE' }]);
    const resumed = { ...flow, halted };
    await flows.save(resumed);
    if (events.length > 0) await publish(events);
    return resumed;
  }
}

function requireActive(connectorIds: readonly string[], connectors: readonly KnownConnector[]): void {
  const states = new Map(connectors.map(({ connectorId, state }) => [connectorId, state]));
  const lacking = connectorIds.map((connectorId) => ({ connectorId, state: states.get(connectorId) ?? 'DELETED' }));
  const notActive = lacking.filter(({ state }) => state !== 'ACTIVE');
  if (notActive.length > 0) throw new ConnectorsNotActive(notActive);
}
