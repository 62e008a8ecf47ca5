import type { Connector } from '../domain/connector.ts';
import type { ConnectorEvent } from '../domain/connector-event.ts';
import type { Deletion } from '../domain/deletion.ts';
import type { ConnectorId, FlowId, OperationId, OrganizationId } from '../domain/ids.ts';
import type { ConnectorState } from '../domain/lifecycle.ts';
import type { Impact, Reference } from '../domain/reference.ts';

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
  /** `work` may run again after a collision, so it has effects through its stores only. */
  abstract run<Result>(work: (stores: Stores) => Promise<Result>): Promise<Result>;
}

export interface Stores {
  connectors: ConnectorStore;
  references: ReferenceStore;
  deletions: DeletionStore;
  /** Published in commit order, and told to the ChangeObserver after the commit. */
  record(event: ConnectorEvent): void;
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
}

export interface ReferenceStore {
  /**
   * Replaces what the flow had before; two replacements for one flow come one after the other.
   * @returns the connectors that the flow had and has no more
   */
  replaceOfFlow(organizationId: OrganizationId, flowId: FlowId, references: readonly Reference[]): Promise<ConnectorId[]>;
  removeOfFlow(organizationId: OrganizationId, flowId: FlowId, connectorId: ConnectorId): Promise<void>;
  listOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Reference[]>;
  countOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<number>;
}

/** A deletion whose next step is this process's to take, until the claim lapses. */
export interface DeletionClaim {
  deletion: Deletion;
  /** Of this step, this one included. */
  attempt: number;
  /** Fences: when another process has claimed the deletion since, this one's step comes to nothing. */
  revision: number;
}

export interface DeletionStore {
  insert(deletion: Deletion): Promise<void>;
  /** @returns the deletion as it is now, locked; undefined when the claim has lapsed and somebody else has it */
  hold(claim: DeletionClaim): Promise<Deletion | undefined>;
  /** @param dueInMs when the next step, or the next attempt of this one, is due */
  save(deletion: Deletion, dueInMs: number): Promise<void>;
  /** Makes a deletion of this connector due that waits for its flows. */
  wake(connectorId: ConnectorId): Promise<void>;
}

export abstract class DeletionQueue {
  /** Claims the deletion that has been due for longest, if any, so that no other process takes the same step. */
  abstract claimDue(): Promise<DeletionClaim | undefined>;
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

/** Identity of what a preview shows: another preview has another fingerprint. */
export abstract class ImpactFingerprint {
  abstract of(impact: Impact): string;
}

export interface PageOf<Item, Position> {
  items: Item[];
  /** Where to go on; undefined on the last page. */
  next: Position | undefined;
}

export interface PageRequest {
  size: number;
  after: ConnectorId | undefined;
}

export interface OperationView {
  deletion: Deletion;
  remainingReferences: number;
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
  /** In the order of creation. @param state undefined: every one that is not deleted */
  abstract listConnectors(
    organizationId: OrganizationId,
    state: ConnectorState | undefined,
    page: PageRequest,
  ): Promise<PageOf<Connector, ConnectorId>>;
  /** @throws ConnectorNotFound */
  abstract listReferencesOfConnector(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Reference[]>;
  abstract listReferencesOfFlow(organizationId: OrganizationId, flowId: FlowId): Promise<Reference[]>;
  /** Connector and references of one moment. @throws ConnectorNotFound */
  abstract getImpact(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Impact>;
  /** @throws OperationNotFound */
  abstract getOperation(organizationId: OrganizationId, operationId: OperationId): Promise<OperationView>;
  /** Every connector of every organization that is not deleted, with the position of one moment. */
  abstract readSnapshot(page: PageRequest): Promise<SnapshotPage>;
}
