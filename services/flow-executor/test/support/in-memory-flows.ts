import {
  DetachmentStore,
  FlowRepository,
  type FlowTransaction,
  type Page,
  type RunnableFlow,
  RunnableFlows,
  UnitOfWork,
} from '../../src/application/ports.ts';
import type { KeptDetachment, KeptVersions } from '../../src/domain/lifecycle/attachment.ts';
import type { FlowEvent } from '../../src/domain/lifecycle/flow-event.ts';
import { isLabelled } from '../../src/domain/lifecycle/publication.ts';
import type { FlowVersion, FlowWithVersions, StoredFlow, VersionOutline } from '../../src/domain/lifecycle/stored-flow.ts';
import { type Contents, keyOf, type VersionEntry } from './in-memory-contents.ts';
import { InMemoryHalts } from './in-memory-halts.ts';

/** Stands in for the database in tests of use cases: one transaction at a time, all of it or nothing. */
export class InMemoryFlows extends UnitOfWork implements RunnableFlows {
  private contents: Contents = {
    flows: new Map(),
    versions: new Map(),
    events: [],
    received: new Set(),
    detachments: [],
    givenBack: new Set(),
    statuses: new Map(),
  };
  private last: Promise<unknown> = Promise.resolve();

  /** What was published, in its order. */
  get events(): readonly FlowEvent[] {
    return this.contents.events;
  }

  get repository(): FlowRepository {
    return new InMemoryFlowRepository(() => this.contents);
  }

  run<Result>(work: (transaction: FlowTransaction) => Promise<Result>): Promise<Result> {
    const run = this.last.then(() => this.runAlone(work));
    this.last = run.catch(() => undefined);
    return run;
  }

  async findRunnable(flowId: string): Promise<RunnableFlow | undefined> {
    const flow = this.contents.flows.get(flowId);
    if (!flow || flow.isLeaving) return undefined;
    const versions = [...this.contents.versions.values()].map(({ version }) => version);
    const { organizationId, revision, labels } = flow;
    const pointedAt = versions.filter((version) => version.flowId === flowId && isLabelled(labels, version.versionNumber));
    return { organizationId, revision, labels, versions: pointedAt };
  }

  async findRunnableVersion(flowId: string, versionNumber: number): Promise<RunnableFlow | undefined> {
    const flow = this.contents.flows.get(flowId);
    if (!flow || flow.isLeaving) return undefined;
    const { organizationId, revision, labels } = flow;
    const version = this.contents.versions.get(keyOf(flowId, versionNumber))?.version;
    const wasPublished = version?.state === 'PUBLISHED' || version?.state === 'DETACHED';
    return { organizationId, revision, labels, versions: version && wasPublished ? [version] : [] };
  }

  findNamed(organizationId: string, name: string): Promise<string | undefined> {
    return this.repository.findNamed(organizationId, name);
  }

  async revisions(flowIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const flows = flowIds.flatMap((flowId) => this.contents.flows.get(flowId) ?? []);
    return new Map(flows.filter(({ isLeaving }) => !isLeaving).map(({ flowId, revision }) => [flowId, revision]));
  }

  private async runAlone<Result>(work: (transaction: FlowTransaction) => Promise<Result>): Promise<Result> {
    const { flows, versions, events, received, detachments, givenBack, statuses } = this.contents;
    const draft: Contents = {
      flows: new Map(flows),
      versions: new Map(versions),
      events: [...events],
      received: new Set(received),
      detachments,
      givenBack: new Set(givenBack),
      statuses: new Map(statuses),
    };
    const result = await work({
      flows: new InMemoryFlowRepository(() => draft),
      detachments: new InMemoryDetachments(draft),
      halts: new InMemoryHalts(draft),
      publish: async (published) => void draft.events.push(...published),
      once: async (eventId, effect) => {
        if (draft.received.has(eventId)) return;
        draft.received.add(eventId);
        await effect();
      },
    });
    this.contents = draft;
    return result;
  }
}

class InMemoryDetachments extends DetachmentStore {
  constructor(private readonly contents: Contents) {
    super();
  }

  async keep(detachments: readonly KeptDetachment[]): Promise<void> {
    this.contents.detachments = [...this.contents.detachments, ...detachments];
  }

  async ofOperation(operationId: string): Promise<KeptDetachment[]> {
    return this.contents.detachments.filter((kept) => kept.operationId === operationId && !this.contents.givenBack.has(operationId));
  }

  async ofFlows(flowIds: readonly string[]): Promise<ReadonlyMap<string, readonly KeptVersions[]>> {
    const ofThese = this.contents.detachments.filter(({ flowId }) => flowIds.includes(flowId));
    return Map.groupBy(
      ofThese.map(({ draft: _, ...versions }) => versions),
      ({ flowId }) => flowId,
    );
  }

  async giveBack(operationId: string): Promise<void> {
    this.contents.givenBack.add(operationId);
    const emptied = (kept: KeptDetachment) => (kept.operationId === operationId ? { ...kept, draft: null, versions: [] } : kept);
    this.contents.detachments = this.contents.detachments.map(emptied);
  }

  async settle(operationId: string): Promise<void> {
    this.contents.detachments = this.contents.detachments.map((kept) =>
      kept.operationId === operationId ? { ...kept, draft: null } : kept,
    );
  }
}

class InMemoryFlowRepository extends FlowRepository {
  constructor(private readonly contents: () => Contents) {
    super();
  }

  async find(organizationId: string, flowId: string): Promise<StoredFlow | undefined> {
    const flow = this.contents().flows.get(flowId);
    return flow?.organizationId === organizationId ? this.shown(flow) : undefined;
  }

  async list(organizationId: string, { limit, after = '' }: Page): Promise<StoredFlow[]> {
    return this.flows()
      .filter((flow) => flow.organizationId === organizationId && !flow.isLeaving && flow.flowId > after)
      .slice(0, limit);
  }

  async findNamed(organizationId: string, name: string): Promise<string | undefined> {
    const sought = name.trim().toLowerCase();
    const named = (flow: StoredFlow) => flow.organizationId === organizationId && flow.name.trim().toLowerCase() === sought;
    return this.flows().find((flow) => named(flow) && !flow.isLeaving)?.flowId;
  }

  async insert(flow: StoredFlow): Promise<void> {
    this.contents().flows.set(flow.flowId, flow);
  }

  async save(flow: StoredFlow): Promise<void> {
    if (this.contents().flows.has(flow.flowId)) this.contents().flows.set(flow.flowId, flow);
  }

  async saveAll(flows: readonly StoredFlow[]): Promise<void> {
    for (const flow of flows) await this.save(flow);
  }

  async remove(flowId: string): Promise<void> {
    this.contents().flows.delete(flowId);
    for (const { version } of this.entries(flowId)) this.contents().versions.delete(keyOf(flowId, version.versionNumber));
  }

  async findVersion(flowId: string, versionNumber: number): Promise<FlowVersion | undefined> {
    return this.contents().versions.get(keyOf(flowId, versionNumber))?.version;
  }

  async listVersions(flowId: string, { limit, below }: { limit: number; below: number | undefined }): Promise<FlowVersion[]> {
    const versions = this.entries(flowId).map(({ version }) => version);
    return versions
      .toReversed()
      .filter(({ versionNumber }) => below === undefined || versionNumber < below)
      .slice(0, limit);
  }

  async dependingVersions(flowId: string): Promise<FlowVersion[]> {
    return this.entries(flowId).flatMap(({ version, depends }) => (depends ? [version] : []));
  }

  async insertVersion(version: FlowVersion): Promise<void> {
    this.contents().versions.set(keyOf(version.flowId, version.versionNumber), { version, depends: true });
  }

  async saveVersions(versions: readonly VersionOutline[]): Promise<void> {
    for (const { flowId, versionNumber, state, detachedFrom } of versions) {
      const entry = this.contents().versions.get(keyOf(flowId, versionNumber));
      if (entry) this.put({ ...entry, version: { ...entry.version, state, detachedFrom } });
    }
  }

  async dependOn(flowId: string, versionNumber: number): Promise<void> {
    const entry = this.contents().versions.get(keyOf(flowId, versionNumber));
    if (entry) this.put({ ...entry, depends: true });
  }

  async dependOnlyOn(flowId: string, versionNumbers: readonly number[]): Promise<void> {
    for (const entry of this.entries(flowId)) {
      if (!versionNumbers.includes(entry.version.versionNumber)) this.put({ ...entry, depends: false });
    }
  }

  async dependents(
    organizationId: string,
    { connectorId, name }: { connectorId: string; name: string },
    { limit, after = '' }: Page,
  ): Promise<FlowWithVersions[]> {
    const references = [connectorId.toLowerCase(), name.trim().toLowerCase()];
    return this.flows()
      .filter((flow) => flow.organizationId === organizationId && flow.flowId > after)
      .map((flow) => ({ flow, versions: this.usersOf(flow.flowId, connectorId) }))
      .filter(({ flow, versions }) => versions.length > 0 || flow.draftReferences.some((reference) => references.includes(reference)))
      .slice(0, limit);
  }

  private usersOf(flowId: string, connectorId: string): FlowVersion[] {
    const depending = this.entries(flowId).filter(({ depends }) => depends);
    return depending.map(({ version }) => version).filter(({ uses }) => uses.some((use) => use.connectorId === connectorId));
  }

  private flows(): StoredFlow[] {
    const flows = [...this.contents().flows.values()].map((flow) => this.shown(flow));
    return flows.toSorted((one, other) => (one.flowId < other.flowId ? -1 : 1));
  }

  private entries(flowId: string): VersionEntry[] {
    return [...this.contents().versions.values()]
      .filter(({ version }) => version.flowId === flowId)
      .toSorted((one, other) => one.version.versionNumber - other.version.versionNumber);
  }

  private put(entry: VersionEntry): void {
    this.contents().versions.set(keyOf(entry.version.flowId, entry.version.versionNumber), entry);
  }

  private shown(flow: StoredFlow): StoredFlow {
    const used = this.contents().versions.get(keyOf(flow.flowId, flow.labels.Live ?? flow.labels.Latest ?? 0));
    return { ...flow, detachedFrom: used?.version.detachedFrom ?? null };
  }
}
