import { Injectable } from '@nestjs/common';
import { abandon, beginPublication, completePublication, isLabelled, labelsOf, moveLabels } from '../domain/lifecycle/publication.ts';
import { referencesOf } from '../domain/lifecycle/references.ts';
import { FlowNotFound, FlowNotValid, PublicationOvertaken } from '../domain/lifecycle/refusals.ts';
import type { FlowLabel, FlowVersion, StoredFlow } from '../domain/lifecycle/stored-flow.ts';
import { isPublishable } from '../domain/validation/validate-flow.ts';
import type { ValidationRow } from '../domain/validation/validation-row.ts';
import { Clock, ConnectorRegistry, UnitOfWork } from './ports.ts';
import { type Validation, ValidateFlow } from './validate-flow.ts';

export interface PublishRequest {
  labels: readonly FlowLabel[];
  comment: string;
  actor: string;
}

export interface Published {
  version: FlowVersion;
  labels: FlowLabel[];
  connectorIds: string[];
  rows: ValidationRow[];
}

/** After the first step. */
interface Frozen {
  flow: StoredFlow;
  version: FlowVersion;
  /** Versions that a label points at, and that go on running until the last step. */
  running: FlowVersion[];
}

/**
 * The registry knows of a version before it can run: frozen here, registered there, then published. A deletion that comes in between detaches
 * the frozen version, and the last step refuses it; one that began earlier makes the registry refuse. So nothing slips in behind a deletion.
 */
@Injectable()
export class PublishFlow {
  constructor(
    private readonly validateFlow: ValidateFlow,
    private readonly unitOfWork: UnitOfWork,
    private readonly registry: ConnectorRegistry,
    private readonly clock: Clock,
  ) {}

  /** @throws FlowNotFound, FlowNotValid, PublicationRunning, PublicationOvertaken */
  async run(organizationId: string, flowId: string, request: PublishRequest): Promise<Published> {
    const validation = await this.validateFlow.run(organizationId, flowId);
    if (!isPublishable(validation.rows)) throw new FlowNotValid(validation.rows);
    const frozen = await this.freeze(validation, request);
    await this.register(frozen, request.labels);
    const { flow, version } = await this.complete(frozen, request);
    const labels = labelsOf(flow.labels, version.versionNumber);
    return { version, labels, connectorIds: connectorIdsOf(version), rows: validation.rows };
  }

  private freeze({ flow: validated, uses }: Validation, { comment, actor }: PublishRequest): Promise<Frozen> {
    const { organizationId, flowId, revision } = validated;
    return this.unitOfWork.run(async ({ flows }) => {
      const flow = await flows.find(organizationId, flowId);
      if (!flow) throw new FlowNotFound();
      const known = await flows.dependingVersions(flowId);
      const open = known.filter(({ state }) => state === 'PUBLISHING');
      const begun = beginPublication(flow, open, { uses, validatedRevision: revision, comment, actor, now: this.clock.now() });
      await flows.save(begun.flow);
      await flows.saveVersions(begun.abandoned);
      await flows.insertVersion(begun.version);
      const running = known.filter(({ state, versionNumber }) => state === 'PUBLISHED' && isLabelled(flow.labels, versionNumber));
      return { flow: begun.flow, version: begun.version, running };
    });
  }

  /** After a failure the registry may have the references all the same: the version keeps depending, so that a deletion gets its answer. */
  private async register({ flow, version, running }: Frozen, chosen: readonly FlowLabel[]): Promise<void> {
    const labels = moveLabels(flow.labels, chosen, version.versionNumber);
    const references = referencesOf(flow, [...running, version], labels);
    try {
      await this.registry.replaceReferences(flow.organizationId, flow.flowId, references);
    } catch (error) {
      await this.giveUp(version);
      throw error;
    }
  }

  private giveUp({ flowId, versionNumber }: FlowVersion): Promise<void> {
    return this.unitOfWork.run(async ({ flows }) => {
      const current = await flows.findVersion(flowId, versionNumber);
      if (current?.state === 'PUBLISHING') await flows.saveVersions([abandon(current)]);
    });
  }

  private complete(frozen: Frozen, { labels, actor }: PublishRequest): Promise<{ flow: StoredFlow; version: FlowVersion }> {
    const { organizationId, flowId } = frozen.flow;
    const { versionNumber } = frozen.version;
    const registered = new Set([...frozen.running, frozen.version].map((version) => version.versionNumber));
    return this.unitOfWork.run(async ({ flows, publish }) => {
      const flow = await flows.find(organizationId, flowId);
      const version = await flows.findVersion(flowId, versionNumber);
      if (!flow || !version) throw new PublicationOvertaken('the flow was deleted meanwhile');
      const completed = completePublication(flow, version, labels, this.clock.now());
      await flows.save(completed.flow);
      await flows.saveVersions([completed.version]);
      await flows.dependOnlyOn(flowId, [...registered]);
      const pointing = labelsOf(completed.flow.labels, versionNumber);
      const connectorIds = connectorIdsOf(version);
      await publish([{ type: 'FlowPublished', organizationId, flowId, name: flow.name, versionNumber, labels: pointing, connectorIds, actor }]);
      return completed;
    });
  }
}

const connectorIdsOf = ({ uses }: FlowVersion): string[] => uses.map(({ connectorId }) => connectorId);
