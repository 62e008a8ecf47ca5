import {
  type ConnectorStore,
  type DeletionClaim,
  DeletionQueue,
  type DeletionStore,
  type OperationView,
  type PageOf,
  type PageRequest,
  type ReferenceStore,
  RegistryReader,
  type SnapshotPage,
  type Stores,
  UnitOfWork,
} from '../src/application/ports.ts';
import { type Connector, nameKeyOf } from '../src/domain/connector.ts';
import { ChangedMeanwhile, ConnectorNotFound, NameTaken } from '../src/domain/connector-errors.ts';
import type { ConnectorEvent } from '../src/domain/connector-event.ts';
import { currentStep, type Deletion } from '../src/domain/deletion.ts';
import type { ConnectorId, FlowId, OperationId, OrganizationId } from '../src/domain/ids.ts';
import type { ConnectorState } from '../src/domain/lifecycle.ts';
import { OperationNotFound } from '../src/domain/operation-not-found.ts';
import { type Impact, impactOf, type Reference } from '../src/domain/reference.ts';

interface QueuedDeletion {
  deletion: Deletion;
  dueAtMs: number;
  attempt: number;
  revision: number;
}

interface World {
  connectors: Map<ConnectorId, Connector>;
  references: (Reference & { organizationId: OrganizationId })[];
  deletions: Map<OperationId, QueuedDeletion>;
  received: Set<string>;
  events: ConnectorEvent[];
}

/** The registry's stores without a database: one transaction after the other, and a failed one leaves nothing. */
export class InMemoryRegistry {
  private world: World = { connectors: new Map(), references: [], deletions: new Map(), received: new Set(), events: [] };
  private last: Promise<unknown> = Promise.resolve();
  readonly unitOfWork: UnitOfWork = new (class extends UnitOfWork {
    constructor(private readonly registry: InMemoryRegistry) {
      super();
    }
    override run<Result>(_organizationId: OrganizationId, work: (stores: Stores) => Promise<Result>): Promise<Result> {
      return this.registry.inTurn(work);
    }
  })(this);
  readonly reader: RegistryReader = new InMemoryReader(() => this.world);
  readonly queue: DeletionQueue = new InMemoryQueue(
    () => this.world,
    () => this.clock.now().getTime(),
  );

  constructor(private readonly clock: { now(): Date }) {}

  get events(): readonly ConnectorEvent[] {
    return this.world.events;
  }

  private inTurn<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result> {
    const turn = this.last.then(async () => {
      const before = structuredClone(this.world);
      try {
        return await work(this.stores());
      } catch (error) {
        this.world = before;
        throw error;
      }
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private stores(): Stores {
    const { world } = this;
    return {
      connectors: new InMemoryConnectors(world),
      references: new InMemoryReferences(world),
      deletions: new InMemoryDeletions(world, () => this.clock.now().getTime()),
      record: (event) => {
        world.events.push(event);
      },
      once: async (eventId, effect) => {
        if (world.received.has(eventId)) return false;
        world.received.add(eventId);
        await effect();
        return true;
      },
    };
  }
}

class InMemoryConnectors implements ConnectorStore {
  constructor(private readonly world: World) {}

  async countForCreation(organizationId: OrganizationId): Promise<number> {
    return [...this.world.connectors.values()].filter((one) => one.organizationId === organizationId && one.state !== 'DELETED').length;
  }

  async insert(connector: Connector): Promise<void> {
    this.requireFreeName(connector);
    this.world.connectors.set(connector.connectorId, connector);
  }

  async getLocked(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Connector> {
    return connectorIn(this.world, organizationId, connectorId);
  }

  async findAllLocked(organizationId: OrganizationId, connectorIds: readonly ConnectorId[]): Promise<Map<ConnectorId, Connector>> {
    const found = connectorIds.flatMap((connectorId) => this.world.connectors.get(connectorId) ?? []);
    return new Map(found.filter((one) => one.organizationId === organizationId).map((one) => [one.connectorId, one]));
  }

  async save(connector: Connector): Promise<void> {
    const stored = this.world.connectors.get(connector.connectorId);
    if (stored?.version !== connector.version - 1) throw new ChangedMeanwhile(connector.connectorId);
    this.requireFreeName(connector);
    this.world.connectors.set(connector.connectorId, connector);
  }

  private requireFreeName({ organizationId, connectorId, name, state }: Connector): void {
    const rival = [...this.world.connectors.values()].some(
      (other) =>
        other.organizationId === organizationId &&
        other.connectorId !== connectorId &&
        other.state !== 'DELETED' &&
        nameKeyOf(other.name) === nameKeyOf(name),
    );
    if (rival && state !== 'DELETED') throw new NameTaken(name);
  }
}

class InMemoryReferences implements ReferenceStore {
  constructor(private readonly world: World) {}

  async replaceOfFlow(organizationId: OrganizationId, flowId: FlowId, references: readonly Reference[]): Promise<ConnectorId[]> {
    const isOfFlow = (one: { organizationId: OrganizationId; flowId: FlowId }) =>
      one.organizationId === organizationId && one.flowId === flowId;
    const before = new Set(this.world.references.filter(isOfFlow).map(({ connectorId }) => connectorId));
    const others = this.world.references.filter((one) => !isOfFlow(one));
    this.world.references = [...others, ...references.map((one) => ({ ...one, organizationId }))];
    return [...before].filter((connectorId) => !references.some((one) => one.connectorId === connectorId));
  }

  async removeOfFlow(organizationId: OrganizationId, flowId: FlowId, connectorId: ConnectorId): Promise<void> {
    this.world.references = this.world.references.filter(
      (one) => one.organizationId !== organizationId || one.flowId !== flowId || one.connectorId !== connectorId,
    );
  }

  async listOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Reference[]> {
    return referencesOf(this.world, organizationId, connectorId);
  }

  async countOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<number> {
    return referencesOf(this.world, organizationId, connectorId).length;
  }
}

class InMemoryDeletions implements DeletionStore {
  constructor(
    private readonly world: World,
    private readonly nowMs: () => number,
  ) {}

  async insert(deletion: Deletion): Promise<void> {
    this.world.deletions.set(deletion.operationId, { deletion, dueAtMs: this.nowMs(), attempt: 0, revision: 0 });
  }

  async hold({ deletion: { operationId }, revision }: DeletionClaim): Promise<Deletion | undefined> {
    const queued = this.world.deletions.get(operationId);
    return queued?.revision === revision ? queued.deletion : undefined;
  }

  async save(deletion: Deletion, dueInMs: number): Promise<void> {
    const queued = this.world.deletions.get(deletion.operationId);
    if (!queued) throw new Error('no such deletion');
    if (currentStep(queued.deletion) !== currentStep(deletion)) queued.attempt = 0;
    Object.assign(queued, { deletion, dueAtMs: this.nowMs() + dueInMs });
  }

  async wake(connectorId: ConnectorId): Promise<void> {
    for (const queued of this.world.deletions.values()) {
      const waits = queued.deletion.connectorId === connectorId && currentStep(queued.deletion) === 'detach-flows';
      if (waits) queued.dueAtMs = this.nowMs();
    }
  }
}

class InMemoryQueue extends DeletionQueue {
  constructor(
    private readonly world: () => World,
    private readonly nowMs: () => number,
  ) {
    super();
  }

  override async claimDue(): Promise<DeletionClaim | undefined> {
    const due = [...this.world().deletions.values()].filter(
      ({ deletion, dueAtMs }) => deletion.state === 'RUNNING' && dueAtMs <= this.nowMs(),
    );
    const [queued] = due.toSorted((one, other) => one.dueAtMs - other.dueAtMs);
    if (!queued) return undefined;
    queued.attempt += 1;
    queued.revision += 1;
    queued.dueAtMs = this.nowMs() + 10_000;
    return { deletion: queued.deletion, attempt: queued.attempt, revision: queued.revision };
  }
}

class InMemoryReader extends RegistryReader {
  constructor(private readonly world: () => World) {
    super();
  }

  override async getConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Connector> {
    return connectorIn(this.world(), organizationId, connectorId);
  }

  override async listConnectors(organizationId: OrganizationId, state: ConnectorState | undefined, page: PageRequest) {
    return pageOf(
      this.connectors(state).filter((one) => one.organizationId === organizationId),
      page,
    );
  }

  override async listReferencesOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Reference[]> {
    connectorIn(this.world(), organizationId, connectorId);
    return referencesOf(this.world(), organizationId, connectorId);
  }

  override async listReferencesOfFlow(organizationId: OrganizationId, flowId: FlowId): Promise<Reference[]> {
    return this.world()
      .references.filter((one) => one.organizationId === organizationId && one.flowId === flowId)
      .map(withoutOrganization)
      .toSorted((one, other) => one.versionNumber - other.versionNumber || one.connectorId.localeCompare(other.connectorId));
  }

  override async getImpact(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Impact> {
    return impactOf(connectorIn(this.world(), organizationId, connectorId), referencesOf(this.world(), organizationId, connectorId));
  }

  override async getOperation(organizationId: OrganizationId, operationId: OperationId): Promise<OperationView> {
    const deletion = this.world().deletions.get(operationId)?.deletion;
    if (deletion?.organizationId !== organizationId) throw new OperationNotFound(operationId);
    return { deletion, remainingReferences: referencesOf(this.world(), organizationId, deletion.connectorId).length };
  }

  override async readSnapshot(page: PageRequest): Promise<SnapshotPage> {
    return { registryEpoch: 1, upToSeq: this.world().events.length, ...pageOf(this.connectors(undefined), page) };
  }

  private connectors(state: ConnectorState | undefined): Connector[] {
    return [...this.world().connectors.values()].filter((one) => (state ? one.state === state : one.state !== 'DELETED'));
  }
}

function connectorIn(world: World, organizationId: OrganizationId, connectorId: ConnectorId): Connector {
  const connector = world.connectors.get(connectorId);
  if (connector?.organizationId !== organizationId) throw new ConnectorNotFound(connectorId);
  return connector;
}

function referencesOf(world: World, organizationId: OrganizationId, connectorId: ConnectorId): Reference[] {
  return world.references
    .filter((one) => one.organizationId === organizationId && one.connectorId === connectorId)
    .map(withoutOrganization)
    .toSorted((one, other) => one.flowId.localeCompare(other.flowId) || one.versionNumber - other.versionNumber);
}

const withoutOrganization = ({ organizationId: _, ...reference }: Reference & { organizationId: OrganizationId }): Reference => reference;

function pageOf(connectors: readonly Connector[], { size, after }: PageRequest): PageOf<Connector, ConnectorId> {
  const rest = connectors
    .toSorted((one, other) => one.connectorId.localeCompare(other.connectorId))
    .filter(({ connectorId }) => after === undefined || connectorId > after);
  const items = rest.slice(0, size);
  return { items, next: rest.length > size ? items.at(-1)?.connectorId : undefined };
}
