import { Injectable } from '@nestjs/common';
import type { FlowReference } from '../../domain/activities/activity.ts';
import type { FlowAnswer } from '../../domain/execution/advance.ts';
import { flowsIn, type RunState } from '../../domain/execution/run-state.ts';
import type { FlowGraph } from '../../domain/graph/flow-graph.ts';
import { FlowNotFound, NothingPublished } from '../../domain/lifecycle/refusals.ts';
import { FlowDirectory } from '../flow-directory.ts';

export interface Refusal {
  code: string;
  message: string;
}

/** The graphs that an execution runs through: of its own version, and of those that it leads to. Those of other organizations are not there. */
@Injectable()
export class VersionGraphs {
  constructor(private readonly directory: FlowDirectory) {}

  async load(organizationId: string, { flowId: namedId, name, label }: FlowReference): Promise<FlowAnswer> {
    const flowId = await this.idOf(organizationId, namedId, name);
    const entry = flowId === undefined ? undefined : await this.directory.find(flowId);
    if (flowId === undefined || entry?.organizationId !== organizationId) return refusal(gone);
    const runnable = entry.byLabel.get(label);
    if (!runnable) return refusal(new NothingPublished(label));
    if ('refusal' in runnable) return refusal(runnable.refusal);
    return { kind: 'flow', flowId, versionNumber: runnable.versionNumber, graph: runnable.graph };
  }

  /** Its id here; else its name, as the id in the export is that of the designer where it was made. */
  private async idOf(organizationId: string, flowId: string, name: string | null): Promise<string | undefined> {
    const id = uuid.test(flowId) ? flowId.toLowerCase() : undefined;
    if (id !== undefined && (await this.directory.find(id))?.organizationId === organizationId) return id;
    return name === null || name.trim() === '' || name.includes('\0') ? undefined : this.directory.findNamed(organizationId, name);
  }

  /** Everything that a saved execution needs to go on, or why it cannot. */
  async ofState(
    organizationId: string,
    state: RunState,
  ): Promise<{ all: readonly FlowGraph[]; graphOf: (flowId: string, versionNumber: number) => FlowGraph } | { refusal: Refusal }> {
    const graphs = new Map<string, FlowGraph>();
    for (const { flowId, versionNumber } of flowsIn(state)) {
      const version = await this.directory.findVersion(flowId, versionNumber);
      if (version?.organizationId !== organizationId) return { refusal: gone };
      if ('refusal' in version.runnable) return { refusal: version.runnable.refusal };
      graphs.set(keyOf(flowId, versionNumber), version.runnable.graph);
    }
    return { all: [...graphs.values()], graphOf: (flowId, versionNumber) => existing(graphs.get(keyOf(flowId, versionNumber))) };
  }
}

const { code, message } = new FlowNotFound();
const gone: Refusal = { code, message };
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const keyOf = (flowId: string, versionNumber: number): string => `${flowId}/${versionNumber}`;
const refusal = (why: Refusal): FlowAnswer => ({ kind: 'refusal', code: why.code, message: why.message });

function existing(graph: FlowGraph | undefined): FlowGraph {
  if (!graph) throw new TypeError('the execution runs no such version');
  return graph;
}
