import { Injectable } from '@nestjs/common';
import { advance } from '../domain/execution/advance.ts';
import type { Command } from '../domain/execution/command.ts';
import type { ContactStart } from '../domain/execution/contact-start.ts';
import type { Outcome } from '../domain/execution/outcome.ts';
import { startRun } from '../domain/execution/run.ts';
import { Gate } from '../domain/gate/gate.ts';
import { type Halt, Passage } from '../domain/gate/passage.ts';
import type { FlowGraph } from '../domain/graph/flow-graph.ts';
import { FlowNotFound, NothingPublished } from '../domain/lifecycle/refusals.ts';
import type { FlowLabel } from '../domain/lifecycle/stored-flow.ts';
import { isRefusal } from '../domain/request/failure-code.ts';
import type { RequestAnswer } from '../domain/request/outbound-request.ts';
import { type DirectoryEntry, FlowDirectory, type Runnable } from './flow-directory.ts';
import { Clock, ExecutionMetrics, Identifiers, OutboundRequests, type Sender } from './ports.ts';
import { RoutingOutcomes } from './routing-outcomes.ts';

export interface StartRequest {
  organizationId: string;
  flowId: string;
  label: FlowLabel;
  contact: Omit<ContactStart, 'organizationId' | 'flowId' | 'label' | 'interactionId'> & { interactionId?: string | undefined };
}

export interface EndedExecution {
  executionId: string;
  flowId: string;
  versionNumber: number;
  commands: Command[];
  outcome: Outcome;
  startedAt: Date;
  durationMs: number;
}

interface Ended {
  commands: Command[];
  outcome: Outcome;
}

/** Runs one flow for one contact, from its start to its end, without a word to the database. */
@Injectable()
export class StartExecution {
  constructor(
    private readonly directory: FlowDirectory,
    private readonly gate: Gate,
    private readonly outbound: OutboundRequests,
    private readonly metrics: ExecutionMetrics,
    private readonly outcomes: RoutingOutcomes,
    private readonly identifiers: Identifiers,
    private readonly clock: Clock,
  ) {}

  /** @throws FlowNotFound, NothingPublished */
  async run(request: StartRequest): Promise<EndedExecution> {
    const { organizationId, flowId } = request;
    const runnable = runnableOf(await this.directory.find(flowId), request);
    const { versionNumber } = runnable;
    const executionId = this.identifiers.next();
    const startedAt = this.clock.now();
    const startedMs = this.clock.monotonicMs();
    const connectorIds = 'graph' in runnable ? runnable.graph.connectorIds : [];
    const call = { executionId, organizationId, flowId, versionNumber, connectorIds, startedAt };
    let ended: Ended | undefined;
    this.outcomes.began(call);
    try {
      ended =
        'graph' in runnable
          ? await this.pass(runnable.graph, request, { organizationId, executionId })
          : { commands: [], outcome: { type: 'FAILED', ...runnable.refusal } };
    } finally {
      this.outcomes.ended(call, ended?.outcome, this.clock.monotonicMs() - startedMs);
    }
    const durationMs = this.clock.monotonicMs() - startedMs;
    this.metrics.ended(ended.outcome.type, durationMs);
    return { executionId, flowId, versionNumber, ...ended, startedAt, durationMs };
  }

  private async pass(graph: FlowGraph, { organizationId, flowId, label, contact }: StartRequest, sender: Sender): Promise<Ended> {
    const passage = new Passage(this.gate, graph.connectorIds, graph.settings.onConnectorInactive === 'HALT');
    try {
      const interactionId = contact.interactionId ?? sender.executionId;
      const run = startRun(graph, { ...contact, interactionId, organizationId, flowId, label });
      const moment = () => ({ now: this.clock.now(), halt: () => passage.halt() });
      let effect = advance(run, moment());
      if (effect.kind === 'ended' && effect.outcome.type === 'HALTED') this.metrics.refused('start', effect.outcome.code);
      while (effect.kind === 'http-request') {
        const { request } = effect;
        const permit = passage.permitFor(request.mode === 'connector' ? request.connectorId : undefined);
        effect = advance(run, moment(), blamed(await this.outbound.send(request, permit, sender), passage.halt()));
      }
      return { commands: run.commands, outcome: effect.outcome };
    } finally {
      passage.leave();
    }
  }
}

/** @throws FlowNotFound, NothingPublished */
function runnableOf(entry: DirectoryEntry | undefined, { organizationId, label }: StartRequest): Runnable {
  if (entry?.organizationId !== organizationId) throw new FlowNotFound();
  const runnable = entry.byLabel.get(label);
  if (!runnable) throw new NothingPublished(label);
  return runnable;
}

/** A request may have been refused because of another connector of the flow. */
function blamed(answer: RequestAnswer, halt: Halt | undefined): RequestAnswer {
  return answer.kind === 'failure' && halt && isRefusal(answer.code) ? { ...answer, connectorId: halt.connectorId } : answer;
}
