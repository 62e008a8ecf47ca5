import { Injectable } from '@nestjs/common';
import type { FlowEvent } from '../../domain/lifecycle/flow-event.ts';
import { beginMove, completeMove, isLabelled } from '../../domain/lifecycle/publication.ts';
import { FlowNotFound, VersionNotFound, VersionNotUsable } from '../../domain/lifecycle/refusals.ts';
import type { FlowLabel, FlowVersion, StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { isPublishable } from '../../domain/validation/validate-flow.ts';
import { Clock, FlowRepository, UnitOfWork } from '../ports.ts';
import { ReadFlows } from './read-flows.ts';
import { RollOut, type Rollout } from './roll-out.ts';
import { ValidateFlow, type VersionValidation } from './validate-flow.ts';

export interface Move {
  label: FlowLabel;
  versionNumber: number;
  actor: string;
}

/** Points a label at a version that was published before, in the same steps as a publication. */
@Injectable()
export class MoveLabel {
  constructor(
    private readonly readFlows: ReadFlows,
    private readonly flows: FlowRepository,
    private readonly validateFlow: ValidateFlow,
    private readonly unitOfWork: UnitOfWork,
    private readonly rollOut: RollOut,
    private readonly clock: Clock,
  ) {}

  /** @throws FlowNotFound, FlowLocked, VersionNotFound, VersionNotUsable, PublicationRunning, PublicationOvertaken */
  async run(organizationId: string, flowId: string, move: Move): Promise<StoredFlow> {
    const flow = await this.readFlows.get(organizationId, flowId);
    const version = await this.flows.findVersion(flowId, move.versionNumber);
    if (!version) throw new VersionNotFound();
    const validation = version.state === 'PUBLISHED' ? await this.validateFlow.version(flow, version) : { rows: [], connectors: [] };
    if (!isPublishable(validation.rows))
      throw new VersionNotUsable('its rows of severity ERROR say why: correct that, or publish the flow anew', validation.rows);
    return (await this.rollOut.run(await this.begin(flow, move, validation))).flow;
  }

  private begin(
    { organizationId, flowId }: StoredFlow,
    { label, versionNumber, actor }: Move,
    { connectors }: VersionValidation,
  ): Promise<Rollout> {
    return this.unitOfWork.run(async ({ flows }) => {
      const found = await flows.find(organizationId, flowId);
      const version = await flows.findVersion(flowId, versionNumber);
      if (!found || !version) throw new FlowNotFound();
      const flow = beginMove(found, version, { actor, now: this.clock.now() });
      await flows.save(flow);
      const known = await flows.dependingVersions(flowId);
      await flows.dependOn(flowId, versionNumber);
      return {
        flow,
        version,
        labels: { ...flow.labels, [label]: versionNumber },
        running: known.filter((each) => each.state === 'PUBLISHED' && isLabelled(flow.labels, each.versionNumber)),
        connectors,
        complete: (current, again, now) => {
          const moved = completeMove(current, again, label, now);
          return { flow: moved, version: again, event: flowLabelMoved(current, again, label, actor) };
        },
      };
    });
  }
}

function flowLabelMoved(before: StoredFlow, { versionNumber, uses }: FlowVersion, label: FlowLabel, actor: string): FlowEvent {
  const { organizationId, flowId, name, labels } = before;
  const connectorIds = uses.map(({ connectorId }) => connectorId);
  const previousVersionNumber = labels[label] ?? null;
  return { type: 'FlowLabelMoved', organizationId, flowId, name, label, versionNumber, previousVersionNumber, connectorIds, actor };
}
