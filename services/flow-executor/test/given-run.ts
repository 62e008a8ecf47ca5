import { advance, type Effect, type Moment } from '../src/domain/execution/advance.ts';
import type { Command } from '../src/domain/execution/command.ts';
import type { ContactStart } from '../src/domain/execution/contact-start.ts';
import type { Outcome } from '../src/domain/execution/outcome.ts';
import { type Run, startRun } from '../src/domain/execution/run.ts';
import { bindConnectors, connectorUses, type KnownConnector } from '../src/domain/flow/connector-binding.ts';
import { allActivities } from '../src/domain/flow/flow-export.ts';
import { readFlowExport } from '../src/domain/flow/read-flow-export.ts';
import type { Halt } from '../src/domain/gate/passage.ts';
import { compileFlow } from '../src/domain/graph/compile-flow.ts';
import type { FlowGraph, Halting } from '../src/domain/graph/flow-graph.ts';
import type { OutboundRequest, RequestAnswer } from '../src/domain/request/outbound-request.ts';
import { end, givenFlowOf, type ShortFlow } from './given-flow.ts';

export const connector: KnownConnector = {
  connectorId: 'c-1',
  name: 'Contact Center API',
  state: 'ACTIVE',
  version: 1,
  accessLevel: 'READ_WRITE',
};

export const contact: ContactStart = {
  organizationId: 'org-1',
  flowId: 'flow-1',
  versionNumber: 1,
  label: 'Live',
  ani: '+14165550123',
  dnis: '+18005550199',
  interactionId: 'i-1',
  headers: { 'X-Tier': 'gold' },
};

export const noon = new Date('2026-03-01T12:00:00Z');

/** Every connector that the flow names is bound to the one of the tests. */
export function givenGraph(raw: unknown, halting: Partial<Halting> = {}): FlowGraph {
  const flow = readFlowExport(raw);
  const mapping = Object.fromEntries(allActivities(flow).map(({ properties }) => [String(properties.connectorId), connector.connectorId]));
  const uses = connectorUses(flow, bindConnectors(flow, mapping, [connector]));
  return compileFlow(flow, { uses, onConnectorInactive: 'HALT', fallbackDestination: 'Emergency', ...halting });
}

export function ok(body: unknown, statusCode = 200, headers: Record<string, string> = {}): RequestAnswer {
  return { kind: 'response', statusCode, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

export interface Played {
  run: Run;
  outcome: Outcome;
  requests: OutboundRequest[];
  issued: Command[];
  /** What the caller hears and where it is sent, in short. */
  commands: string[];
}

/** Runs to the end, with one answer for each request. */
export function play(graph: FlowGraph, answers: readonly RequestAnswer[] = [], halt: () => Halt | undefined = () => undefined): Played {
  const run = startRun(graph, contact);
  const moment: Moment = { now: noon, halt, random: () => 0 };
  const requests: OutboundRequest[] = [];
  let effect: Effect = advance(run, moment);
  while (effect.kind === 'http-request') {
    requests.push(effect.request);
    const answer = answers[requests.length - 1];
    if (!answer) throw new Error(`no answer for request ${requests.length}`);
    effect = advance(run, moment, answer);
  }
  if (effect.kind !== 'ended') throw new Error(`it needs something else: ${JSON.stringify(effect)}`);
  const issued = run.takeCommands();
  return { run, outcome: effect.outcome, requests, issued, commands: issued.map(inShort) };
}

/** Runs activities from the first one by these links; `Done` is an end that they can lead to. */
export function playActivities(
  activities: ShortFlow['activities'],
  links: readonly string[],
  variables: ShortFlow['variables'] = [],
): Played {
  const isDone = links.some((link) => link.endsWith('-> Done'));
  return play(givenGraph(givenFlowOf({ ...activities, ...(isDone && { Done: end }) }, { links, variables })));
}

function inShort(command: Command): string {
  switch (command.type) {
    case 'play':
      return `play ${command.prompts.map(({ value }) => value).join('|')}`;
    case 'play-music':
      return `music ${command.audio}`;
    case 'queue':
      return `queue ${command.queueId}`;
    default:
      return command.type;
  }
}

/** Failures of activities, whatever handled them. */
export function failuresOf(run: Run): string[] {
  return run.takeTrace().flatMap(({ activityLabel, failure }) => (failure ? [`${activityLabel} ${failure.code}`] : []));
}
