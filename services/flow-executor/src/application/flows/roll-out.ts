import { Injectable } from '@nestjs/common';
import type { KnownConnector } from '../../domain/flow/connector-binding.ts';
import type { FlowEvent } from '../../domain/lifecycle/flow-event.ts';
import { liveVersionOf, settleHalt } from '../../domain/lifecycle/halt.ts';
import { abandon, endPublication, isLabelled } from '../../domain/lifecycle/publication.ts';
import { type FlowReferences, referencesOf } from '../../domain/lifecycle/references.ts';
import { PublicationOvertaken } from '../../domain/lifecycle/refusals.ts';
import type { FlowVersion, Labels, StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { Clock, ConnectorRegistry, type FlowTransaction, Problems, UnitOfWork } from '../ports.ts';

/** A version that labels are to point at, after the first step. */
export interface Rollout {
  flow: StoredFlow;
  version: FlowVersion;
  /** As they are to be. */
  labels: Labels;
  /** Versions that a label points at, and that go on running until the last step. */
  running: readonly FlowVersion[];
  /** Of the organization, as the registry has told before the first step. */
  connectors: readonly KnownConnector[];
  /** The last step, of the flow and the version as they are then. @throws what came in between */
  complete(flow: StoredFlow, version: FlowVersion, now: Date): { flow: StoredFlow; version: FlowVersion; event: FlowEvent };
}

interface Completed {
  flow: StoredFlow;
  version: FlowVersion;
  /** Registered until now, and pointed at by no label any more. */
  outdated: FlowVersion[];
}

/**
 * The registry knows of a version before it can run: begun here, registered there, then completed. A deletion that comes in between detaches
 * the version, and the last step refuses it; one that began earlier makes the registry refuse. So nothing slips in behind a deletion.
 * What ran before stays registered until it runs no more.
 */
@Injectable()
export class RollOut {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly registry: ConnectorRegistry,
    private readonly clock: Clock,
    private readonly problems: Problems,
  ) {}

  /** @throws PublicationOvertaken and what the last step refuses */
  async run(rollout: Rollout): Promise<Completed> {
    const { flow, labels, running, version } = rollout;
    try {
      await this.register(flow, referencesOf(flow, together(running, version), labels, versionsOf(rollout)));
      const completed = await this.complete(rollout);
      if (completed.outdated.length > 0) await this.release(completed, rollout);
      return completed;
    } catch (error) {
      await this.giveUp(rollout);
      throw error;
    }
  }

  private register({ organizationId, flowId }: StoredFlow, references: FlowReferences): Promise<void> {
    return this.registry.replaceReferences(organizationId, flowId, references);
  }

  private complete(rollout: Rollout): Promise<Completed> {
    const { flow: begun, version: target, running } = rollout;
    const { organizationId, flowId } = begun;
    return this.unitOfWork.run(async (transaction) => {
      const { flows, publish } = transaction;
      const now = this.clock.now();
      const flow = await flows.find(organizationId, flowId);
      const version = await flows.findVersion(flowId, target.versionNumber);
      if (!flow || !version) throw new PublicationOvertaken('the flow was deleted meanwhile');
      const completed = rollout.complete(flow, version, now);
      const outdated = running.filter((each) => !isLabelled(completed.flow.labels, each.versionNumber));
      await flows.saveVersions([completed.version]);
      const { halted, events } = await this.settleHalt(transaction, rollout, completed.flow, now);
      const changed = { ...(outdated.length > 0 ? completed.flow : endPublication(completed.flow)), halted };
      await flows.save(changed);
      await flows.dependOnlyOn(flowId, numbersOf(together(running, version)));
      await publish([completed.event, ...events]);
      return { flow: changed, version: completed.version, outdated };
    });
  }

  /** By what is known here, or by what the registry has told where that is newer. */
  private async settleHalt({ flows, halts }: FlowTransaction, { connectors }: Rollout, flow: StoredFlow, now: Date) {
    const live = await flows.findVersion(flow.flowId, flow.labels.Live ?? 0);
    const uses = new Set(live?.uses.map(({ connectorId }) => connectorId));
    const told = connectors.filter(({ connectorId }) => uses.has(connectorId));
    await halts.note(told.map((connector) => ({ ...connector, organizationId: flow.organizationId })));
    return settleHalt(flow, live && liveVersionOf(live), await halts.notActive([...uses]), now);
  }

  /** Where this fails the flow only seems to depend on more than it does, until its next publication. */
  private async release({ flow, version, outdated }: Completed, rollout: Rollout): Promise<void> {
    const kept = together(rollout.running, version).filter(
      (each) => !outdated.some(({ versionNumber }) => versionNumber === each.versionNumber),
    );
    try {
      await this.register(flow, referencesOf(flow, kept, flow.labels, versionsOf(rollout)));
      await this.unitOfWork.run(({ flows }) => flows.dependOnlyOn(flow.flowId, numbersOf(kept)));
    } catch (error) {
      this.problems.report('references of versions without a label are not released yet', error);
    }
    await this.end(flow);
  }

  /** The registry may have the references all the same: the version goes on depending, so that a deletion gets its answer. */
  private async giveUp({ flow, version: { flowId, versionNumber } }: Rollout): Promise<void> {
    await this.unitOfWork.run(async ({ flows }) => {
      const current = await flows.findVersion(flowId, versionNumber);
      if (current?.state === 'PUBLISHING') await flows.saveVersions([abandon(current)]);
    });
    await this.end(flow);
  }

  private end({ organizationId, flowId }: StoredFlow): Promise<void> {
    return this.unitOfWork.run(async ({ flows }) => {
      const flow = await flows.find(organizationId, flowId);
      if (flow) await flows.save(endPublication(flow));
    });
  }
}

/** The version may run under another label already. */
const together = (running: readonly FlowVersion[], version: FlowVersion): FlowVersion[] => [
  ...running.filter(({ versionNumber }) => versionNumber !== version.versionNumber),
  version,
];
const numbersOf = (versions: readonly FlowVersion[]): number[] => versions.map(({ versionNumber }) => versionNumber);
const versionsOf = ({ connectors }: Rollout): ReadonlyMap<string, number> =>
  new Map(connectors.map(({ connectorId, version }) => [connectorId, version]));
