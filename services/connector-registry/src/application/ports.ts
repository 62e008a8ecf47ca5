import type { Connector } from '../domain/connector.ts';
import type { ConnectorEvent } from '../domain/connector-event.ts';
import type { Deletion } from '../domain/deletion.ts';
import type { Halt } from '../domain/halt.ts';
import type { HolderStop } from '../domain/halt-receipt.ts';
import type { ConnectorId, FlowId, OperationId, OrganizationId } from '../domain/ids.ts';
import type { Impact, ReferenceTotals } from '../domain/impact/impact.ts';
import type { Operation, OperationKind, OperationState } from '../domain/operation.ts';
import type { Reference } from '../domain/reference.ts';

export abstract class Clock {
  abstract now(): Date;
  abstract monotonicMs(): number;
}

/** Ids of new things, rising with time. */
export abstract class Identifiers {
  abstract connectorId(): ConnectorId;
  abstract operationId(): OperationId;
}

export abstract class Quota {
  /** Most connectors that one organization may have, deleted ones not counted. */
  abstract readonly connectorsPerOrganization: number;
}

/** One transaction: everything in `work` happens, and its events are on their way, or nothing. */
export abstract class UnitOfWork {
  /**
   * `work` may run again after a collision, so it has effects through its stores only.
   * @param organizationId whose rows the stores see; to them those of others do not exist
   */
  abstract run<Result>(organizationId: OrganizationId, work: (stores: Stores) => Promise<Result>): Promise<Result>;
}

export interface Stores {
  connectors: ConnectorStore;
  references: ReferenceStore;
  operations: OperationStore;
  dependents: DependentStore;
  /** Published in commit order, and told to the ChangeObserver after the commit. */
  record(event: ConnectorEvent): void;
  /** @returns those of these events that were not received before; they are now */
  receive(eventIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** @returns false when this event was received before; `effect` has not run then */
  once(eventId: string, effect: () => Promise<void>): Promise<boolean>;
}

export interface ConnectorStore {
  /** Counts those that are not deleted, and lets no other count in this organization before the end of the transaction. */
  countForCreation(organizationId: OrganizationId): Promise<number>;
  /** @throws NameTaken */
  insert(connector: Connector): Promise<void>;
  /**
   * Nobody else changes it, or refers to it, before the end of the transaction.
   * @throws ConnectorNotFound
   */
  getLocked(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Connector>;
  /** Those that there are, locked as by `getLocked`. */
  findAllLocked(organizationId: OrganizationId, connectorIds: readonly ConnectorId[]): Promise<Map<ConnectorId, Connector>>;
  /**
   * @param connector one version after the stored one
   * @throws NameTaken, ChangedMeanwhile
   */
  save(connector: Connector): Promise<void>;
  /** No holder acts on an earlier version any more: from now on the grace of this one is all there is. */
  settleGrace(connector: Connector): Promise<void>;
}

export interface ReferenceStore {
  /**
   * Replaces what the flow had before; two replacements for one flow come one after the other.
   * @returns the connectors that the flow had and has no more
   */
  replaceOfFlow(organizationId: OrganizationId, flowId: FlowId, references: readonly Reference[]): Promise<ConnectorId[]>;
  /** @param limit undefined: all of them */
  listOfConnector(organizationId: OrganizationId, connectorId: ConnectorId, limit?: number): Promise<Reference[]>;
  totalsOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<ReferenceTotals>;
  countOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<number>;
}

/** An operation whose next step is this process's to take, until the claim lapses. */
export interface OperationClaim {
  operation: Operation;
  /** Of this step, this one included. */
  attempt: number;
  /** Fences: when another process has claimed the operation since, or somebody has cancelled it, this one's step comes to nothing. */
  revision: number;
}

export interface OperationStore {
  insert(operation: Deletion | Halt): Promise<void>;
  /** @throws OperationNotFound */
  get(organizationId: OrganizationId, operationId: OperationId): Promise<Operation>;
  /**
   * From here to the end of the transaction no reply of a flow counts, and no step ends.
   * @throws OperationNotFound
   */
  getLocked(organizationId: OrganizationId, operationId: OperationId): Promise<Operation>;
  /** @returns the operation as it is now, locked; undefined when the claim has lapsed and somebody else has it */
  hold(claim: OperationClaim): Promise<Operation | undefined>;
  /** Claims of before lapse. @param dueInMs when the next step, or the next attempt of this one, is due */
  save(operation: Operation, dueInMs: number): Promise<void>;
}

/** A flow's reply to a deletion or to its cancellation. */
export interface FlowReply {
  operationId: OperationId;
  organizationId: OrganizationId;
  connectorId: ConnectorId;
  flowId: FlowId;
}

/** What the flows of a deletion had, kept until it is certain that they do not get it back. */
export interface DependentStore {
  /** @returns how many flows refer to the connector */
  keep(deletion: Pick<Deletion, 'operationId' | 'organizationId' | 'connectorId'>): Promise<number>;
  /** The flows have let go. Without effect unless their deletion runs: a reply may come after it was cancelled. */
  detach(replies: readonly FlowReply[]): Promise<void>;
  /** Every flow refers to the connector again as it did when the deletion began. */
  restore(operationId: OperationId): Promise<void>;
  /** What the flow has again, of what it had; the rest of what was restored goes. Without effect unless that deletion is being cancelled. */
  attach(reply: FlowReply, versionNumbers: readonly number[]): Promise<void>;
  /** How many flows have not said yet what they have again. */
  countOutstanding(operationId: OperationId): Promise<number>;
  /** The flow is gone: nobody waits for its reply. */
  forgetFlow(organizationId: OrganizationId, flowId: FlowId): Promise<ConnectorId[]>;
  forget(operationId: OperationId): Promise<void>;
}

export abstract class OperationQueue {
  /** Claims the operation that has been due for longest, if any, so that no other process takes the same step. */
  abstract claimDue(): Promise<OperationClaim | undefined>;
  /** Makes operations of these connectors due that wait for a flow or an event. */
  abstract wake(connectorIds: readonly ConnectorId[]): Promise<void>;
}

/** Told after the commit of what an operation may wait for. Many in a short time become one wake-up; a lost one is made up for by polling. */
export abstract class OperationWakeups {
  abstract soon(connectorId: ConnectorId): void;
}

export abstract class EventProgress {
  /** Whether the event of this version of the connector is published. */
  abstract isPublished(connectorId: ConnectorId, version: number): Promise<boolean>;
}

export abstract class OperationChanges {
  /** From now on: a change between this call and `next` is not missed. */
  abstract watch(operationId: OperationId): OperationWatch;
}

export interface OperationWatch {
  /** True while it makes sense to look again: false when the process stops. */
  next(withinMs: number): Promise<boolean>;
  end(): void;
}

export abstract class TokenRevoker {
  /**
   * Repeatable: a connector without tokens is fine.
   * @throws DomainError of kind `unavailable` when the broker cannot be reached
   */
  abstract revoke(organizationId: OrganizationId, connectorId: ConnectorId): Promise<void>;
}

/** Told of each change after its commit: log and metrics. */
export abstract class ChangeObserver {
  abstract changed(event: ConnectorEvent): void;
}

/** Identity of what a preview shows of references: another connector, version or set of them has another fingerprint. */
export abstract class ImpactFingerprint {
  abstract of(impact: Impact): string;
}

export interface PageOf<Item, Position> {
  items: Item[];
  /** Where to go on; undefined on the last page. */
  next: Position | undefined;
}

/** Of the last reference of the page before; stays where it is when others come and go. */
export type ReferencePosition = Pick<Reference, 'flowId' | 'versionNumber' | 'connectorId'>;

export interface ReferencePageRequest {
  size: number;
  after: ReferencePosition | undefined;
}

export interface PageRequest {
  size: number;
  after: ConnectorId | undefined;
}

export interface OperationView {
  operation: Deletion | Halt;
  /** Of the connector of a deletion. */
  remainingReferences: number;
  /** Flows whose reply the operation waits for. */
  outstandingFlows: number;
  /** What holders said that they have stopped for it. */
  stops: readonly HolderStop[];
}

export interface OperationFilter {
  connectorId?: ConnectorId | undefined;
  kind?: OperationKind | undefined;
  state?: OperationState | undefined;
}

/** Everything of the registry up to a position of its event history. */
export interface SnapshotPage extends PageOf<Connector, ConnectorId> {
  registryEpoch: number;
  upToSeq: number;
}

/** Reads for answers. */
export abstract class RegistryReader {
  /** @throws ConnectorNotFound */
  abstract getConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Connector>;
  /** By flow, then by its version. @throws ConnectorNotFound */
  abstract listReferencesOfConnector(
    organizationId: OrganizationId,
    connectorId: ConnectorId,
    page: ReferencePageRequest,
  ): Promise<PageOf<Reference, ReferencePosition>>;
  /** By version, then by connector. */
  abstract listReferencesOfFlow(
    organizationId: OrganizationId,
    flowId: FlowId,
    page: ReferencePageRequest,
  ): Promise<PageOf<Reference, ReferencePosition>>;
  /** Connector and references of one moment. @throws ConnectorNotFound */
  abstract getImpact(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Impact>;
  /** @throws OperationNotFound */
  abstract getOperation(organizationId: OrganizationId, operationId: OperationId): Promise<OperationView>;
  /** Newest first. @param page `after` is the last operation of the page before */
  abstract listOperations(
    organizationId: OrganizationId,
    filter: OperationFilter,
    page: { size: number; after: OperationId | undefined },
  ): Promise<PageOf<OperationView, OperationId>>;
  /** Every connector of every organization that is not deleted, with the position of one moment. */
  abstract readSnapshot(page: PageRequest): Promise<SnapshotPage>;
}
