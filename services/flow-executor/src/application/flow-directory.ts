import { Injectable } from '@nestjs/common';
import { DomainError } from '@patchbay/errors';
import { compileFlow } from '../domain/graph/compile-flow.ts';
import type { FlowGraph } from '../domain/graph/flow-graph.ts';
import { whyDetached } from '../domain/lifecycle/detachment.ts';
import { exportOf } from '../domain/lifecycle/draft.ts';
import { type FlowLabel, type FlowVersion, flowLabels } from '../domain/lifecycle/stored-flow.ts';
import { BoundedCache } from './bounded-cache.ts';
import { RunnableFlows } from './ports.ts';

/** What a label points at: a graph to run, or why it does not run. */
export type Runnable = { versionNumber: number } & ({ graph: FlowGraph } | { refusal: { code: string; message: string } });

export interface DirectoryEntry {
  readonly organizationId: string;
  readonly revision: number;
  readonly byLabel: ReadonlyMap<FlowLabel, Runnable>;
}

/** Flows kept at a time; one is read and compiled in milliseconds. */
const maxFlows = 5_000;

/**
 * What this replica runs: each published version read and compiled once, so that a call asks the database nothing.
 * Whoever hears of a change calls `invalidate`; whether a connector may be used is never asked here, but at its gate.
 */
@Injectable()
export class FlowDirectory {
  private readonly entries = new BoundedCache<DirectoryEntry>(maxFlows);
  private readonly loading = new Map<string, Promise<DirectoryEntry | undefined>>();

  constructor(private readonly flows: RunnableFlows) {}

  /** Without a promise where the flow is known. */
  find(flowId: string): DirectoryEntry | undefined | Promise<DirectoryEntry | undefined> {
    return this.entries.get(flowId) ?? this.load(flowId);
  }

  invalidate(flowId: string): void {
    this.entries.delete(flowId);
    // What is being read now may be older than the change.
    this.loading.delete(flowId);
  }

  invalidateAll(): void {
    this.entries.clear();
    this.loading.clear();
  }

  /** Drops what is no longer current: for the case that a notification got lost. */
  async refresh(): Promise<void> {
    const known = this.entries.keys();
    if (known.length === 0) return;
    const revisions = await this.flows.revisions(known);
    for (const flowId of known) {
      if (this.entries.get(flowId)?.revision !== revisions.get(flowId)) this.invalidate(flowId);
    }
  }

  private async load(flowId: string): Promise<DirectoryEntry | undefined> {
    const running = this.loading.get(flowId);
    if (running) return running;
    const reading = this.read(flowId);
    this.loading.set(flowId, reading);
    try {
      const entry = await reading;
      if (entry && this.loading.get(flowId) === reading) this.entries.set(flowId, entry);
      return entry;
    } finally {
      if (this.loading.get(flowId) === reading) this.loading.delete(flowId);
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
