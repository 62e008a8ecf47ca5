import { advance, type Effect, type FlowAnswer, type Moment, receive } from '../src/domain/execution/advance.ts';
import type { Command } from '../src/domain/execution/command.ts';
import type { ContactStart } from '../src/domain/execution/contact-start.ts';
import type { PlatformEvent } from '../src/domain/execution/platform-event.ts';
import { type Run, startRun } from '../src/domain/execution/run.ts';
import type { TraceStep } from '../src/domain/execution/trace.ts';
import type { FlowGraph } from '../src/domain/graph/flow-graph.ts';
import type { RequestAnswer } from '../src/domain/request/outbound-request.ts';
import { givenFlowOf, type ShortFlow } from './given-flow.ts';
import { contact, givenGraph, noon } from './given-run.ts';

/** An execution, step by step. */
export class Call {
  readonly run: Run;
  effect: Effect;

  constructor(
    graph: FlowGraph,
    private readonly moment: Moment = { now: noon, halt: () => undefined, random: () => 0 },
    of: ContactStart = contact,
  ) {
    this.run = startRun(graph, of);
    this.effect = advance(this.run, moment);
  }

  static of(activities: ShortFlow['activities'], links: readonly string[], over: Partial<ShortFlow> = {}, moment?: Moment): Call {
    return new Call(givenGraph(givenFlowOf(activities, { ...over, links })), moment);
  }

  tell(event: PlatformEvent): this {
    this.effect = receive(this.run, this.moment, event);
    return this;
  }

  answer(answer: RequestAnswer | FlowAnswer): this {
    this.effect = advance(this.run, this.moment, answer);
    return this;
  }

  /** Since they were last asked for. */
  commands(): Command[] {
    return this.run.takeCommands();
  }

  trace(): TraceStep[] {
    return this.run.takeTrace();
  }

  /** `Label port`, of what was gone through. */
  path(): string[] {
    return this.trace().map(({ activityLabel, port }) => `${activityLabel} ${port}`);
  }

  get expects(): readonly string[] {
    return this.effect.kind === 'waiting' ? this.effect.wait.expects : [];
  }

  /** Of a template, as the flow would have it now. */
  output(label: string, name: string): unknown {
    return this.run.output(label, name.toLowerCase());
  }
}
