import { Injectable } from '@nestjs/common';
import { DomainError } from '@patchbay/errors';
import { compileFlow } from '../domain/graph/compile-flow.ts';
import type { FlowGraph } from '../domain/graph/flow-graph.ts';
import { whyDetached } from '../domain/lifecycle/detachment.ts';
import { exportOf } from '../domain/lifecycle/draft.ts';
import { type FlowLabel, type FlowVersion, flowLabels } from '../domain/lifecycle/stored-flow.ts';
import { LoadingCache } from './loading-cache.ts';
import { RunnableFlows } from './ports.ts';

/** What a label points at: a graph to run, or why it does not run. */
export type Runnable = { versionNumber: number } & ({ graph: FlowGraph } | { refusal: { code: string; message: string } });

export interface DirectoryEntry {
  readonly organizationId: string;
  readonly revision: number;
  readonly byLabel: ReadonlyMap<FlowLabel, Runnable>;
}

export interface DirectoryVersion {
  readonly organizationId: string;
  readonly revision: number;
  readonly runnable: Runnable;
}

/** Flows, and versions, kept at a time; one is read and compiled in milliseconds. */
const maxEntries = 5_000;

const versionKey = (flowId: string, versionNumber: number): string => `${flowId}/${versionNumber}`;
const flowOf = (key: string): string => key.split('/', 1)[0] ?? key;

/**
 * What this replica runs: each published version read and compiled once, so that a call asks the database nothing.
 * Whoever hears of a change calls `invalidate`; whether a connector may be used is never asked here, but at its gate.
 */
@Injectable()
export class FlowDirectory {
  private readonly flowsByLabel = new LoadingCache(maxEntries, (flowId) => this.read(flowId));
  private readonly names = new LoadingCache(maxEntries, (key) => this.readName(key));
  private readonly versions = new LoadingCache(maxEntries, (key) => this.readVersion(key));

  constructor(private readonly flows: RunnableFlows) {}

  /** Without a promise where the flow is known. */
  find(flowId: string): DirectoryEntry | undefined | Promise<DirectoryEntry | undefined> {
    return this.flowsByLabel.find(flowId);
  }

  /** Whether a label points at it or not: what waits goes on with the version that it began with. */
  findVersion(flowId: string, versionNumber: number): DirectoryVersion | undefined | Promise<DirectoryVersion | undefined> {
    return this.versions.find(versionKey(flowId, versionNumber));
  }

  /** Id of a flow of the organization, by its name. */
  findNamed(organizationId: string, name: string): string | undefined | Promise<string | undefined> {
    return this.names.find(`${organizationId}/${name}`);
  }

  invalidate(flowId: string): void {
    // It may have another name now.
    this.names.invalidate(() => true);
    this.flowsByLabel.invalidate((key) => key === flowId);
    this.versions.invalidate((key) => flowOf(key) === flowId);
  }

  invalidateAll(): void {
    this.names.invalidate(() => true);
    this.flowsByLabel.invalidate(() => true);
    this.versions.invalidate(() => true);
  }

  /** Drops what is no longer current: for the case that a notification got lost. */
  async refresh(): Promise<void> {
    const known = [...this.flowsByLabel.known(), ...this.versions.known()].map(([key, { revision }]) => [flowOf(key), revision] as const);
    if (known.length === 0) return;
    const revisions = await this.flows.revisions([...new Set(known.map(([flowId]) => flowId))]);
    for (const [flowId, revision] of known) {
      if (revision !== revisions.get(flowId)) this.invalidate(flowId);
    }
  }

  private async read(flowId: string): Promise<DirectoryEntry | undefined> {
    const found = await this.flows.findRunnable(flowId);
    if (!found) return undefined;
    const { organizationId, revision, labels, versions } = found;
    const runnables = new Map(versions.map((version) => [version.versionNumber, runnableOf(version)]));
    const byLabel = new Map(
      flowLabels.flatMap((label) => {
        const runnable = runnables.get(labels[label] ?? 0);
        return runnable ? [[label, runnable] as const] : [];
      }),
    );
    return { organizationId, revision, byLabel };
  }

  private readName(key: string): Promise<string | undefined> {
    const [organizationId = '', name] = key.split(/\/(.*)/s);
    return this.flows.findNamed(organizationId, name ?? '');
  }

  private async readVersion(key: string): Promise<DirectoryVersion | undefined> {
    const found = await this.flows.findRunnableVersion(flowOf(key), Number(key.slice(flowOf(key).length + 1)));
    const [version] = found?.versions ?? [];
    return found && version && { organizationId: found.organizationId, revision: found.revision, runnable: runnableOf(version) };
  }
}

function runnableOf({ versionNumber, detachedFrom, content, uses }: FlowVersion): Runnable {
  if (detachedFrom !== null) return { versionNumber, refusal: whyDetached(detachedFrom) };
  const { onConnectorInactive, fallbackDestination } = content;
  try {
    return { versionNumber, graph: compileFlow(exportOf(content), { uses, onConnectorInactive, fallbackDestination }) };
  } catch (error) {
    // Published by a release that was less strict: its other labels run all the same.
    if (error instanceof DomainError) return { versionNumber, refusal: { code: error.code, message: error.message } };
    throw error;
  }
}
