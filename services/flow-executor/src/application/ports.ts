import type { KnownConnector } from '../domain/flow/connector-binding.ts';
import type { ConnectorRecord, Refusal } from '../domain/gate/connector-record.ts';
import type { RequestPermit } from '../domain/gate/passage.ts';
import type { KeptDetachment, KeptVersions } from '../domain/lifecycle/attachment.ts';
import type { FlowEvent } from '../domain/lifecycle/flow-event.ts';
import type { HaltableFlow, LiveVersion } from '../domain/lifecycle/halt.ts';
import type { FlowReferences } from '../domain/lifecycle/references.ts';
import type { FlowVersion, FlowWithVersions, StoredFlow, VersionOutline } from '../domain/lifecycle/stored-flow.ts';
import type { OutboundRequest, RequestAnswer } from '../domain/request/outbound-request.ts';

export interface Page {
  limit: number;
  /** Id of the last flow of the page before. */
  after: string | undefined;
}

/** Flows and their versions; a flow of another organization is not there. */
export abstract class FlowRepository {
  /** Locks the flow until the end of the transaction, inside of one. */
  abstract find(organizationId: string, flowId: string): Promise<StoredFlow | undefined>;
  /** By id, without those that are leaving. */
  abstract list(organizationId: string, page: Page): Promise<StoredFlow[]>;
  /** Id of a flow that has the name, however it is written. Inside of a transaction nobody else can ask for the name until its end. */
  abstract findNamed(organizationId: string, name: string): Promise<string | undefined>;
  abstract insert(flow: StoredFlow): Promise<void>;
  abstract save(flow: StoredFlow): Promise<void>;
  abstract saveAll(flows: readonly StoredFlow[]): Promise<void>;
  /** With all its versions. */
  abstract remove(flowId: string): Promise<void>;
  abstract findVersion(flowId: string, versionNumber: number): Promise<FlowVersion | undefined>;
  /** The newest first, those of a lower number than the last of the page before. */
  abstract listVersions(flowId: string, page: { limit: number; below: number | undefined }): Promise<FlowVersion[]>;
  /** Those of which the registry may know, in the order of their numbers. */
  abstract dependingVersions(flowId: string): Promise<FlowVersion[]>;
  abstract insertVersion(version: FlowVersion): Promise<void>;
  /** Of what is frozen only the state changes. */
  abstract saveVersions(versions: readonly VersionOutline[]): Promise<void>;
  /** The registry may know of this version from now on. */
  abstract dependOn(flowId: string, versionNumber: number): Promise<void>;
  /** The registry knows of these versions now, and of no other. */
  abstract dependOnlyOn(flowId: string, versionNumbers: readonly number[]): Promise<void>;
  /** Flows of the organization whose draft or versions could depend on the connector, by id, locked. */
  abstract dependents(organizationId: string, connector: { connectorId: string; name: string }, page: Page): Promise<FlowWithVersions[]>;
}

export interface RunnableFlow extends Pick<StoredFlow, 'organizationId' | 'revision' | 'labels'> {
  /** Those that the labels point at. */
  readonly versions: readonly FlowVersion[];
}

/** What runs, as it is committed. */
export abstract class RunnableFlows {
  /** Of a flow that is not leaving, and of one moment. */
  abstract findRunnable(flowId: string): Promise<RunnableFlow | undefined>;
  /** With that version alone, one that was published at some time. */
  abstract findRunnableVersion(flowId: string, versionNumber: number): Promise<RunnableFlow | undefined>;
  /** Id of the flow with that name, whatever its case, that is not leaving. */
  abstract findNamed(organizationId: string, name: string): Promise<string | undefined>;
  /** Of those that are there and not leaving. */
  abstract revisions(flowIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/** What deletions have taken away from flows, for as long as the flow is there. */
export abstract class DetachmentStore {
  /** Before the flows are saved without what they lose: a draft is kept as it lies in the store. */
  abstract keep(detachments: readonly KeptDetachment[]): Promise<void>;
  /** What was not given back yet. */
  abstract ofOperation(operationId: string): Promise<KeptDetachment[]>;
  /** By flow, those of every deletion. */
  abstract ofFlows(flowIds: readonly string[]): Promise<ReadonlyMap<string, readonly KeptVersions[]>>;
  /** The deletion is undone: it has taken nothing away any more, and goes on being known, should its beginning be heard of again. */
  abstract giveBack(operationId: string): Promise<void>;
  /** The deletion is final: what a draft was is not needed any more; which versions lack a connector is. */
  abstract settle(operationId: string): Promise<void>;
}

/** Which flows are halted, and the states of connectors by which that is decided. */
export abstract class HaltStore {
  /** The highest version of a connector counts, in whatever order they arrive. */
  abstract note(connectors: readonly ConnectorStatus[]): Promise<void>;
  /** Of these connectors, those that are known not to be active. */
  abstract notActive(connectorIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Flows of which a version may run that uses the connector, by id, locked, with what is Live. */
  abstract dependents(
    organizationId: string,
    connectorId: string,
    page: Page,
  ): Promise<{ flow: HaltableFlow; live: LiveVersion | undefined }[]>;
  abstract save(flows: readonly Pick<HaltableFlow, 'flowId' | 'halted'>[]): Promise<void>;
}

export interface ConnectorStatus extends Pick<ConnectorRecord, 'connectorId' | 'state' | 'version'> {
  organizationId: string;
}

export interface FlowTransaction {
  readonly flows: FlowRepository;
  readonly detachments: DetachmentStore;
  readonly halts: HaltStore;
  publish(events: readonly FlowEvent[]): Promise<void>;
  /** Runs the effect unless this event had its effect before. */
  once(eventId: string, effect: () => Promise<void>): Promise<void>;
}

export abstract class UnitOfWork {
  /** All of it or nothing; the work may run again after a collision. */
  abstract run<Result>(work: (transaction: FlowTransaction) => Promise<Result>): Promise<Result>;
}

/** Of authz, at that moment. */
export abstract class LockPermissions {
  /** Whether the caller may take away a lock of somebody else. */
  abstract mayBreak(caller: { kind: 'user' | 'service'; id: string }, organizationId: string, flowId: string): Promise<boolean>;
}

/** The registry, as far as flows need it. */
export abstract class ConnectorRegistry {
  /** Those that are not deleted. */
  abstract listConnectors(organizationId: string): Promise<KnownConnector[]>;
  /** Replaces everything that was registered for the flow. @throws PublicationOvertaken when the registry refuses it */
  abstract replaceReferences(organizationId: string, flowId: string, references: FlowReferences): Promise<void>;
  abstract releaseReferences(organizationId: string, flowId: string): Promise<void>;
}

/** What a request of a connector carries to be let in. */
export interface ConnectorToken {
  readonly header: { readonly name: string; readonly value: string };
  /** Base URL that it may be sent to. */
  readonly resource: string;
}

/** Access tokens of connectors. */
export abstract class TokenSource {
  /** @throws when there is none to be had */
  abstract tokenFor(organizationId: string, connector: ConnectorRecord): ConnectorToken | Promise<ConnectorToken>;
  /** The API refused it: the next one is new. */
  abstract discard(connectorId: string, token: ConnectorToken): void;
  /** The gate closed: nothing of the connector is kept. */
  abstract forget(connectorId: string): void;
}

export interface Sender {
  organizationId: string;
  executionId: string;
}

/** Sends what a flow asks for, as long as the permit holds. */
export abstract class OutboundRequests {
  abstract send(request: OutboundRequest, permit: RequestPermit, sender: Sender): Promise<RequestAnswer>;
  /** The gate closed: no connection of the connector is kept, but for those that a drain still needs. */
  abstract dropConnections(connectorId: string): void;
}

export abstract class ExecutionMetrics {
  abstract ended(outcome: string, durationMs: number): void;
  /** Closed by the reaper. */
  abstract reaped(outcome: string): void;
  /** A call that was not begun or did not go on from a wait, or a request that did not leave or was cut off. */
  abstract refused(at: 'start' | 'event' | 'request', code: Refusal): void;
  /** @param result status class such as `2xx`, or a failure code */
  abstract answered(result: string, durationMs: number): void;
}

export abstract class Identifiers {
  abstract next(): string;
}

/** Where percentages of a flow are drawn from. */
export abstract class Chance {
  /** At least 0 and less than 1, each as likely as any other. */
  abstract next(): number;
}

export abstract class Clock {
  abstract now(): Date;
  abstract monotonicMs(): number;
}

/** Later work of this process. It keeps nothing alive. */
export abstract class Timers {
  abstract after(delayMs: number, work: () => void): void;
}

/** What went wrong in the background: logged and counted by the process. */
export abstract class Problems {
  abstract report(what: string, error: unknown): void;
}
