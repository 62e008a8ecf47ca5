import { Injectable } from '@nestjs/common';
import { advance, type Effect, receive } from '../../domain/execution/advance.ts';
import type { Command } from '../../domain/execution/command.ts';
import type { Outcome } from '../../domain/execution/outcome.ts';
import type { PlatformEvent } from '../../domain/execution/platform-event.ts';
import { type Run, startRun } from '../../domain/execution/run.ts';
import type { TraceStep } from '../../domain/execution/trace.ts';
import type { Wait } from '../../domain/execution/wait.ts';
import { compileFlow } from '../../domain/graph/compile-flow.ts';
import type { FlowGraph } from '../../domain/graph/flow-graph.ts';
import { exportOf } from '../../domain/lifecycle/draft.ts';
import { FlowNotValid } from '../../domain/lifecycle/refusals.ts';
import type { OutboundRequest, RequestAnswer } from '../../domain/request/outbound-request.ts';
import { isPublishable } from '../../domain/validation/validate-flow.ts';
import type { Value } from '../../domain/values/value.ts';
import { ValidateFlow } from '../flows/validate-flow.ts';
import { Identifiers } from '../ports.ts';
import { type ContactAsked, ExecutionRunner, type Journey } from './execution-runner.ts';
import { ResponseMissing, VariableUnknown } from './refusals.ts';

interface RecordedResponse {
  /** Label or id. */
  activity: string;
  statusCode: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface DryRunRequest {
  contact: ContactAsked;
  variables: Readonly<Record<string, unknown>>;
  /** Absent: requests are sent in earnest. */
  responses?: readonly RecordedResponse[] | undefined;
  events: readonly PlatformEvent[];
}

export interface DryRunResult {
  state: 'WAITING' | 'ENDED';
  commands: readonly Command[];
  outcome: Outcome | null;
  wait: Wait | null;
  steps: readonly TraceStep[];
}

/** Runs the draft as it is now. Nothing of it is kept, counted or told to anybody; requests through a connector pass its gate as always. */
@Injectable()
export class DryRunFlow {
  constructor(
    private readonly validateFlow: ValidateFlow,
    private readonly runner: ExecutionRunner,
    private readonly identifiers: Identifiers,
  ) {}

  /** @throws FlowNotFound, FlowNotValid, VariableUnknown, ResponseMissing, UnexpectedEvent */
  async run(organizationId: string, flowId: string, request: DryRunRequest): Promise<DryRunResult> {
    const graph = await this.draftOf(organizationId, flowId);
    const executionId = this.identifiers.next();
    const { contact, responses, events } = request;
    const interactionId = contact.interactionId ?? executionId;
    const run = startRun(graph, { ...contact, interactionId, organizationId, flowId, versionNumber: 0, label: 'Latest' });
    give(run, graph, request.variables);
    const passage = this.runner.passageThrough(graph);
    const journey: Journey = {
      run,
      passage,
      sender: { organizationId, executionId },
      ...(responses && { recorded: recordings(responses) }),
    };
    try {
      return await this.play(journey, advance(run, this.runner.momentOf(passage)), events);
    } finally {
      passage.leave();
    }
  }

  private async play(journey: Journey, begun: Effect, events: readonly PlatformEvent[]): Promise<DryRunResult> {
    const { run, passage } = journey;
    let rest = await this.runner.drive(journey, begun);
    for (const event of events) {
      if (rest.kind === 'ended') break;
      rest = await this.runner.drive(journey, receive(run, this.runner.momentOf(passage), event));
    }
    return {
      state: rest.kind === 'ended' ? 'ENDED' : 'WAITING',
      commands: run.takeCommands(),
      outcome: rest.kind === 'ended' ? rest.outcome : null,
      wait: rest.kind === 'waiting' ? rest.wait : null,
      steps: run.takeTrace(),
    };
  }

  private async draftOf(organizationId: string, flowId: string): Promise<FlowGraph> {
    const { flow, rows, uses } = await this.validateFlow.run(organizationId, flowId);
    if (!isPublishable(rows)) throw new FlowNotValid(rows);
    const { onConnectorInactive, fallbackDestination } = flow.draft;
    return compileFlow(exportOf(flow.draft), { uses, onConnectorInactive, fallbackDestination });
  }
}

function give(run: Run, graph: FlowGraph, variables: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (!graph.variables.has(name)) throw new VariableUnknown(name);
    run.assign(name, value as Value);
  }
}

/** Each is used once, in their order. */
function recordings(responses: readonly RecordedResponse[]): (request: OutboundRequest) => RequestAnswer {
  const left = [...responses];
  return ({ activityId, activityLabel }) => {
    const index = left.findIndex(({ activity }) => activity === activityLabel || activity === activityId);
    const [response] = index < 0 ? [] : left.splice(index, 1);
    if (!response) throw new ResponseMissing(activityId, activityLabel);
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]));
    return { kind: 'response', statusCode: response.statusCode, headers, body: response.body };
  };
}
