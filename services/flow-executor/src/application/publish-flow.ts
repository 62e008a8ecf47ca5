import { Injectable } from '@nestjs/common';
import type { FlowEvent } from '../domain/lifecycle/flow-event.ts';
import {
  abandon,
  beginPublication,
  completePublication,
  endPublication,
  isLabelled,
  labelsOf,
  moveLabels,
} from '../domain/lifecycle/publication.ts';
import { type FlowReferences, referencesOf } from '../domain/lifecycle/references.ts';
import { FlowNotFound, FlowNotValid, PublicationOvertaken } from '../domain/lifecycle/refusals.ts';
import type { FlowLabel, FlowVersion, StoredFlow } from '../domain/lifecycle/stored-flow.ts';
import { isPublishable } from '../domain/validation/validate-flow.ts';
import type { ValidationRow } from '../domain/validation/validation-row.ts';
import { Clock, ConnectorRegistry, Problems, UnitOfWork } from './ports.ts';
import { ValidateFlow, type Validation } from './validate-flow.ts';

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
  /** Versions that a label points at, and that go on running until the third step. */
  running: FlowVersion[];
  connectorVersions: ReadonlyMap<string, number>;
}

interface Completed {
  flow: StoredFlow;
  version: FlowVersion;
  /** Registered until now, and pointed at by no label any more. */
  outdated: FlowVersion[];
}

/**
 * The registry knows of a version before it can run: frozen here, registered there, then published. A deletion that comes in between detaches
 * the frozen version, and the third step refuses it; one that began earlier makes the registry refuse. So nothing slips in behind a deletion.
 * What ran before stays registered until it runs no more.
 */
@Injectable()
export class PublishFlow {
  constructor(
    private readonly validateFlow: ValidateFlow,
    private readonly unitOfWork: UnitOfWork,
    private readonly registry: ConnectorRegistry,
    private readonly clock: Clock,
    private readonly problems: Problems,
  ) {}

  /** @throws FlowNotFound, FlowNotValid, PublicationRunning, PublicationOvertaken */
  async run(organizationId: string, flowId: string, request: PublishRequest): Promise<Published> {
    const validation = await this.validateFlow.run(organizationId, flowId);
    if (!isPublishable(validation.rows)) throw new FlowNotValid(validation.rows);
    const frozen = await this.freeze(validation, request);
    const { flow, version } = await this.publish(frozen, request);
    const labels = labelsOf(flow.labels, version.versionNumber);
    return { version, labels, connectorIds: connectorIdsOf(version), rows: validation.rows };
  }

  private freeze({ flow: validated, uses, connectorVersions }: Validation, { comment, actor }: PublishRequest): Promise<Frozen> {
    const { organizationId, flowId, revision } = validated;
    return this.unitOfWork.run(async ({ flows }) => {
      const flow = await flows.find(organizationId, flowId);
      if (!flow) throw new FlowNotFound();
      const begun = beginPublication(flow, { uses, validatedRevision: revision, comment, actor, now: this.clock.now() });
      const known = await flows.dependingVersions(flowId);
      await flows.save(begun.flow);
      await flows.saveVersions(known.filter(({ state }) => state === 'PUBLISHING').map(abandon));
      await flows.insertVersion(begun.version);
      const running = known.filter(({ state, versionNumber }) => state === 'PUBLISHED' && isLabelled(flow.labels, versionNumber));
      return { ...begun, running, connectorVersions };
    });
  }

  private async publish(frozen: Frozen, request: PublishRequest): Promise<Completed> {
    const { flow, version, running, connectorVersions } = frozen;
    try {
      const labels = moveLabels(flow.labels, request.labels, version.versionNumber);
      await this.register(flow, referencesOf(flow, [...running, version], labels, connectorVersions));
      const completed = await this.complete(frozen, request);
      if (completed.outdated.length > 0) await this.release(completed, frozen);
      return completed;
    } catch (error) {
      await this.giveUp(flow, version);
      throw error;
    }
  }

  private register({ organizationId, flowId }: StoredFlow, references: FlowReferences): Promise<void> {
    return this.registry.replaceReferences(organizationId, flowId, references);
  }

  private complete({ flow: { organizationId, flowId }, version: frozen, running }: Frozen, request: PublishRequest): Promise<Completed> {
    const { versionNumber } = frozen;
    return this.unitOfWork.run(async ({ flows, publish }) => {
      const flow = await flows.find(organizationId, flowId);
      const version = await flows.findVersion(flowId, versionNumber);
      if (!flow || !version) throw new PublicationOvertaken('the flow was deleted meanwhile');
      const completed = completePublication(flow, version, request.labels, this.clock.now());
      const outdated = running.filter((each) => !isLabelled(completed.flow.labels, each.versionNumber));
      await flows.save(outdated.length > 0 ? completed.flow : endPublication(completed.flow));
      await flows.saveVersions([completed.version]);
      await flows.dependOnlyOn(flowId, numbersOf([...running, version]));
      await publish([flowPublished(completed.flow, completed.version, request.actor)]);
      return { ...completed, outdated };
    });
  }

  /** Where this fails the flow only seems to depend on more than it does, until its next publication. */
  private async release({ flow, version, outdated }: Completed, { running, connectorVersions }: Frozen): Promise<void> {
    const kept = [...running.filter((each) => !outdated.includes(each)), version];
    try {
      await this.register(flow, referencesOf(flow, kept, flow.labels, connectorVersions));
      await this.unitOfWork.run(({ flows }) => flows.dependOnlyOn(flow.flowId, numbersOf(kept)));
    } catch (error) {
      this.problems.report('references of versions without a label are not released yet', error);
    }
    await this.end(flow);
  }

  /** The registry may have the references all the same: the version goes on depending, so that a deletion gets its answer. */
  private async giveUp(flow: StoredFlow, { flowId, versionNumber }: FlowVersion): Promise<void> {
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

const numbersOf = (versions: readonly FlowVersion[]): number[] => versions.map(({ versionNumber }) => versionNumber);
const connectorIdsOf = ({ uses }: FlowVersion): string[] => uses.map(({ connectorId }) => connectorId);

function flowPublished({ organizationId, flowId, name, labels }: StoredFlow, version: FlowVersion, actor: string): FlowEvent {
  const { versionNumber } = version;
  const connectorIds = connectorIdsOf(version);
  return {
    type: 'FlowPublished',
    organizationId,
    flowId,
    name,
    versionNumber,
    labels: labelsOf(labels, versionNumber),
    connectorIds,
    actor,
  };
}
