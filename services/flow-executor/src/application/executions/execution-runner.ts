import { Injectable } from '@nestjs/common';
import { advance, type Effect, type FlowAnswer } from '../../domain/execution/advance.ts';
import type { ContactStart } from '../../domain/execution/contact-start.ts';
import type { Outcome } from '../../domain/execution/outcome.ts';
import type { Run } from '../../domain/execution/run.ts';
import type { Wait } from '../../domain/execution/wait.ts';
import { Gate } from '../../domain/gate/gate.ts';
import { type Halt, Passage } from '../../domain/gate/passage.ts';
import type { FlowGraph } from '../../domain/graph/flow-graph.ts';
import { isRefusal } from '../../domain/request/failure-code.ts';
import type { OutboundRequest, RequestAnswer } from '../../domain/request/outbound-request.ts';
import { Chance, Clock, ExecutionMetrics, OutboundRequests, type Sender } from '../ports.ts';
import { VersionGraphs } from './version-graphs.ts';

/** Where an execution comes to rest. */
export type Rest = { kind: 'waiting'; wait: Wait } | { kind: 'ended'; outcome: Outcome };

/** As the platform describes a contact; what it does not name is given a name. */
export type ContactAsked = Omit<ContactStart, 'organizationId' | 'flowId' | 'versionNumber' | 'label' | 'interactionId'> & {
  interactionId?: string | undefined;
};

/** Of all requests between two rests: whoever started the execution waits for them. As long as the longest timeout of one. */
const journeyLimitMs = 60_000;

export interface Journey {
  run: Run;
  passage: Passage;
  sender: Sender;
  /** Asked before each request; what it throws stops the execution where it stands. */
  beforeRequest?: (request: OutboundRequest) => Promise<void>;
  /** Answers in the place of the network. */
  recorded?: (request: OutboundRequest) => RequestAnswer;
}

/** Moves an execution on, from one rest to the next. */
@Injectable()
export class ExecutionRunner {
  constructor(
    private readonly gate: Gate,
    private readonly versions: VersionGraphs,
    private readonly outbound: OutboundRequests,
    private readonly metrics: ExecutionMetrics,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {}

  /** To be left when the execution rests. */
  passageThrough({ connectorIds, settings }: FlowGraph, others: readonly FlowGraph[] = []): Passage {
    const passage = new Passage(this.gate, connectorIds, settings.onConnectorInactive === 'HALT');
    for (const graph of others) passage.admit(graph.connectorIds);
    return passage;
  }

  momentOf(passage: Passage) {
    return { now: this.clock.now(), halt: (): Halt | undefined => passage.halt(), random: () => this.chance.next() };
  }

  /** Counts an execution that a closed gate ends before it does anything. */
  countRefusal(at: 'start' | 'event', begun: Effect): void {
    if (begun.kind === 'ended' && begun.outcome.type === 'HALTED') this.metrics.refused(at, begun.outcome.code);
  }

  /** @param begun what the start or an event has led to */
  async drive(journey: Journey, begun: Effect): Promise<Rest> {
    const { run, passage } = journey;
    let effect = begun;
    const deadlineMs = this.clock.monotonicMs() + journeyLimitMs;
    while (effect.kind === 'http-request' || effect.kind === 'load-flow') {
      const answer =
        effect.kind === 'http-request'
          ? blamed(await this.answer(journey, effect.request, deadlineMs), passage.halt())
          : await this.load(journey, effect);
      effect = advance(run, this.momentOf(passage), answer);
    }
    return effect;
  }

  private answer(
    { passage, sender, beforeRequest, recorded }: Journey,
    request: OutboundRequest,
    deadlineMs: number,
  ): RequestAnswer | Promise<RequestAnswer> {
    if (recorded) return recorded(request);
    const timeoutMs = Math.min(request.timeoutMs, Math.ceil(deadlineMs - this.clock.monotonicMs()));
    if (timeoutMs <= 0) return { kind: 'failure', code: 'TIMEOUT' };
    const send = () =>
      this.outbound.send(
        timeoutMs === request.timeoutMs ? request : { ...request, timeoutMs },
        passage.permitFor(request.mode === 'connector' ? request.connectorId : undefined),
        sender,
      );
    return beforeRequest ? beforeRequest(request).then(send) : send();
  }

  private async load({ passage, sender }: Journey, flow: Extract<Effect, { kind: 'load-flow' }>): Promise<FlowAnswer> {
    const answer = await this.versions.load(sender.organizationId, flow);
    if (answer.kind === 'flow') passage.admit(answer.graph.connectorIds);
    return answer;
  }
}

/** A request may have been refused because of another connector of the flow. */
function blamed(answer: RequestAnswer, halt: Halt | undefined): RequestAnswer {
  return answer.kind === 'failure' && halt && isRefusal(answer.code) ? { ...answer, connectorId: halt.connectorId } : answer;
}
