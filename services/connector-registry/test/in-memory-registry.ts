import type { OpenHalt } from '../src/application/halts/ports.ts';
import {
  type ConnectorStore,
  type OperationFilter,
  type OperationQueue,
  type OperationView,
  type PageOf,
  type PageRequest,
  type ReferencePageRequest,
  type ReferencePosition,
  type ReferenceStore,
  RegistryReader,
  type SnapshotPage,
  type Stores,
  UnitOfWork,
} from '../src/application/ports.ts';
import { type Connector, nameKeyOf } from '../src/domain/connector.ts';
import { ChangedMeanwhile, ConnectorNotFound, NameTaken } from '../src/domain/connector-errors.ts';
import type { ConnectorEvent } from '../src/domain/connector-event.ts';
import type { Deletion } from '../src/domain/deletion.ts';
import type { Halt } from '../src/domain/halt.ts';
import type { ConnectorId, FlowId, OperationId, OrganizationId } from '../src/domain/ids.ts';
import { type Impact, impactOf, type ReferenceTotals, shownReferences } from '../src/domain/impact/impact.ts';
import { currentStep, hasEnded } from '../src/domain/operation.ts';
import type { Reference } from '../src/domain/reference.ts';
import {
  InMemoryDependents,
  InMemoryOperations,
  InMemoryQueue,
  type OperationWorld,
  operationIn,
  outstandingIn,
} from './in-memory-operations.ts';
import { totalsOf } from './reference-totals.ts';

interface World extends OperationWorld {
  connectors: Map<ConnectorId, Connector>;
  received: Set<string>;
  events: ConnectorEvent[];
}

/** The registry's stores without a database: one transaction after the other, and a failed one leaves nothing. */
export class InMemoryRegistry {
  private world: World = { connectors: new Map(), references: [], operations: new Map(), kept: [], received: new Set(), events: [] };
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
  readonly queue: OperationQueue = new InMemoryQueue(
    () => this.world,
    () => this.clock.now().getTime(),
  );

  constructor(private readonly clock: { now(): Date }) {}

  get events(): readonly ConnectorEvent[] {
    return this.world.events;
  }

  /** A change has the version of its connector as its number. */
  openHalts(nowMs: number): OpenHalt[] {
    const open = [...this.world.operations.values()].filter(({ operation }) => currentStep(operation) === 'halt');
    return open.map(({ operation }) => {
      const { operationId, kind, organizationId, connectorId, connectorVersion: version, staleGraceMs, createdAt } = operation;
      const { version: currentVersion } = connectorIn(this.world, organizationId, connectorId);
      const begunAgoMs = nowMs - createdAt.getTime();
      return { operationId, kind, organizationId, connectorId, version, seq: version, staleGraceMs, currentVersion, begunAgoMs };
    });
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
      operations: new InMemoryOperations(world, () => this.clock.now().getTime()),
      dependents: new InMemoryDependents(world),
      record: (event) => {
        world.events.push(event);
      },
      receive: async (eventIds) => {
        const fresh = new Set(eventIds.filter((eventId) => !world.received.has(eventId)));
        for (const eventId of fresh) world.received.add(eventId);
        return fresh;
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

  async settleGrace(connector: Connector): Promise<void> {
    this.world.connectors.set(connector.connectorId, { ...connector, graceInForceMs: connector.staleGraceMs });
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

  async listOfConnector(organizationId: OrganizationId, connectorId: ConnectorId, limit?: number): Promise<Reference[]> {
    return referencesOf(this.world, organizationId, connectorId).slice(0, limit);
  }

  async totalsOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<ReferenceTotals> {
    return totalsOf(referencesOf(this.world, organizationId, connectorId));
  }

  async countOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<number> {
    return referencesOf(this.world, organizationId, connectorId).length;
  }
}

function referencePageOf(
  references: readonly Reference[],
  { size, after }: ReferencePageRequest,
  isAfter: (one: Reference, position: ReferencePosition) => boolean,
): PageOf<Reference, ReferencePosition> {
  const ahead = references.filter((one) => after === undefined || isAfter(one, after));
  const items = ahead.slice(0, size);
  return { items, next: ahead.length > size ? items.at(-1) : undefined };
}

class InMemoryReader extends RegistryReader {
  constructor(private readonly world: () => World) {
    super();
  }

  override async getConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Connector> {
    return connectorIn(this.world(), organizationId, connectorId);
  }

  override async listReferencesOfConnector(organizationId: OrganizationId, connectorId: ConnectorId, page: ReferencePageRequest) {
    connectorIn(this.world(), organizationId, connectorId);
    const after = (one: Reference, { flowId, versionNumber }: ReferencePosition) =>
      one.flowId > flowId || (one.flowId === flowId && one.versionNumber > versionNumber);
    return referencePageOf(referencesOf(this.world(), organizationId, connectorId), page, after);
  }

  override async listReferencesOfFlow(organizationId: OrganizationId, flowId: FlowId, page: ReferencePageRequest) {
    const references = this.world()
      .references.filter((one) => one.organizationId === organizationId && one.flowId === flowId)
      .map(withoutOrganization)
      .toSorted((one, other) => one.versionNumber - other.versionNumber || one.connectorId.localeCompare(other.connectorId));
    const after = (one: Reference, { versionNumber, connectorId }: ReferencePosition) =>
      one.versionNumber > versionNumber || (one.versionNumber === versionNumber && one.connectorId > connectorId);
    return referencePageOf(references, page, after);
  }

  override async getImpact(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Impact> {
    const references = referencesOf(this.world(), organizationId, connectorId);
    return impactOf(connectorIn(this.world(), organizationId, connectorId), totalsOf(references), references.slice(0, shownReferences));
  }

  override async getOperation(organizationId: OrganizationId, operationId: OperationId): Promise<OperationView> {
    return this.viewOf(operationIn(this.world(), organizationId, operationId));
  }

  override async listOperations(
    organizationId: OrganizationId,
    { connectorId, kind, state }: OperationFilter,
    { size, after }: { size: number; after: OperationId | undefined },
  ): Promise<PageOf<OperationView, OperationId>> {
    const found = [...this.world().operations.values()]
      .map(({ operation }) => operation)
      .filter((one) => one.organizationId === organizationId && (after === undefined || one.operationId < after))
      .filter((one) => (connectorId ?? one.connectorId) === one.connectorId && (kind ?? one.kind) === one.kind)
      .filter((one) => (state ?? one.state) === one.state)
      .toSorted((one, other) => other.operationId.localeCompare(one.operationId));
    const items = found.slice(0, size).map((operation) => this.viewOf(operation));
    return { items, next: found.length > size ? items.at(-1)?.operation.operationId : undefined };
  }

  private viewOf(operation: Deletion | Halt): OperationView {
    const references = operation.kind === 'deletion' ? referencesOf(this.world(), operation.organizationId, operation.connectorId) : [];
    const flows = new Set(references.map(({ flowId }) => flowId)).size;
    const outstanding = operation.state === 'CANCELLING' ? outstandingIn(this.world(), operation.operationId) : flows;
    return { operation, remainingReferences: references.length, outstandingFlows: hasEnded(operation) ? 0 : outstanding, stops: [] };
  }

  override async readSnapshot(page: PageRequest): Promise<SnapshotPage> {
    return {
      registryEpoch: 1,
      upToSeq: this.world().events.length,
      ...pageOf(
        [...this.world().connectors.values()].filter(({ state }) => state !== 'DELETED'),
        page,
      ),
    };
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
