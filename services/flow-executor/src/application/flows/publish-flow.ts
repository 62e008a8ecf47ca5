import { Injectable } from '@nestjs/common';
import type { ConnectorMapping } from '../../domain/flow/connector-binding.ts';
import type { FlowEvent } from '../../domain/lifecycle/flow-event.ts';
import { abandon, beginPublication, completePublication, isLabelled, labelsOf, moveLabels } from '../../domain/lifecycle/publication.ts';
import { FlowNotFound, FlowNotValid } from '../../domain/lifecycle/refusals.ts';
import type { FlowLabel, FlowVersion, StoredFlow } from '../../domain/lifecycle/stored-flow.ts';
import { isPublishable } from '../../domain/validation/validate-flow.ts';
import type { ValidationRow } from '../../domain/validation/validation-row.ts';
import { Clock, UnitOfWork } from '../ports.ts';
import { ChangeDraft } from './change-draft.ts';
import { RollOut, type Rollout } from './roll-out.ts';
import { ValidateFlow, type Validation } from './validate-flow.ts';

export interface PublishRequest {
  labels: readonly FlowLabel[];
  comment: string;
  actor: string;
  /** Added to the mapping of the draft. */
  connectors: ConnectorMapping;
}

export interface Published {
  version: FlowVersion;
  labels: FlowLabel[];
  connectorIds: string[];
  rows: ValidationRow[];
}

/** Freezes the draft as the next version and takes it into use. */
@Injectable()
export class PublishFlow {
  constructor(
    private readonly changeDraft: ChangeDraft,
    private readonly validateFlow: ValidateFlow,
    private readonly unitOfWork: UnitOfWork,
    private readonly rollOut: RollOut,
    private readonly clock: Clock,
  ) {}

  /** @throws FlowNotFound, FlowLocked, FlowNotValid, PublicationRunning, PublicationOvertaken */
  async run(organizationId: string, flowId: string, request: PublishRequest): Promise<Published> {
    const { connectors, actor } = request;
    if (Object.keys(connectors).length > 0) await this.changeDraft.bind(organizationId, flowId, connectors, actor);
    const validation = await this.validateFlow.run(organizationId, flowId);
    if (!isPublishable(validation.rows)) throw new FlowNotValid(validation.rows);
    const { flow, version } = await this.rollOut.run(await this.freeze(validation, request));
    return { version, labels: labelsOf(flow.labels, version.versionNumber), connectorIds: connectorIdsOf(version), rows: validation.rows };
  }

  private freeze({ flow: validated, uses, connectors }: Validation, { comment, actor, labels }: PublishRequest): Promise<Rollout> {
    const { organizationId, flowId, revision } = validated;
    return this.unitOfWork.run(async ({ flows }) => {
      const found = await flows.find(organizationId, flowId);
      if (!found) throw new FlowNotFound();
      const { flow, version } = beginPublication(found, { uses, validatedRevision: revision, comment, actor, now: this.clock.now() });
      const known = await flows.dependingVersions(flowId);
      await flows.save(flow);
      await flows.saveVersions(known.filter(({ state }) => state === 'PUBLISHING').map(abandon));
      await flows.insertVersion(version);
      return {
        flow,
        version,
        labels: moveLabels(flow.labels, labels, version.versionNumber),
        running: known.filter(({ state, versionNumber }) => state === 'PUBLISHED' && isLabelled(flow.labels, versionNumber)),
        connectors,
        complete: (current, frozen, now) => {
          const completed = completePublication(current, frozen, labels, now);
          return { ...completed, event: flowPublished(completed.flow, completed.version, actor) };
        },
      };
    });
  }
}

const connectorIdsOf = ({ uses }: FlowVersion): string[] => uses.map(({ connectorId }) => connectorId);

function flowPublished({ organizationId, flowId, name, labels }: StoredFlow, version: FlowVersion, actor: string): FlowEvent {
  const { versionNumber } = version;
  const connectorIds = connectorIdsOf(version);
  const own = labelsOf(labels, versionNumber);
  return { type: 'FlowPublished', organizationId, flowId, name, versionNumber, labels: own, connectorIds, actor };
}
