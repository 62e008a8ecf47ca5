import { advance, type Effect, type FlowAnswer, type Moment, receive } from '../src/domain/execution/advance.ts';
import type { Command } from '../src/domain/execution/command.ts';
import type { Outcome } from '../src/domain/execution/outcome.ts';
import type { PlatformEvent, PlatformEventType } from '../src/domain/execution/platform-event.ts';
import { type Run, startRun } from '../src/domain/execution/run.ts';
import { restoreRun, saveRun } from '../src/domain/execution/run-state.ts';
import type { TraceStep } from '../src/domain/execution/trace.ts';
import { allActivities, type FlowExport } from '../src/domain/flow/flow-export.ts';
import type { FlowGraph } from '../src/domain/graph/flow-graph.ts';
import type { RequestAnswer } from '../src/domain/request/outbound-request.ts';
import type { Value } from '../src/domain/values/value.ts';
import { givenExport } from './given-flow.ts';
import { contact, givenGraph, noon } from './given-run.ts';

const maxTurns = 60;

/** The same numbers for the same seed. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface Journey {
  /** What the platform was told and what was asked of others, in order. */
  transcript: { commands: readonly Command[]; effect: Effect; trace: readonly TraceStep[] }[];
  /** `activityId port`, of every exit taken. */
  exits: Set<string>;
  outcome: Outcome;
}

interface World {
  graph: FlowGraph;
  /** Texts and numbers that the flow compares with: what its data may be. */
  words: readonly string[];
  /** By activity: where it looks for values in the answer to its request. */
  paths: ReadonlyMap<string, readonly string[]>;
  /** What other flows are: they give something back, or nothing. */
  standIns: readonly [FlowGraph, FlowGraph];
  /** Whether every wait is spent in a store. */
  isStored?: boolean;
}

/** A world without aim: it answers whatever is asked by chance, and has everything happen that may. */
export function wander({ graph, words, paths, standIns, isStored = false }: World, seed: number): Journey {
  const random = chance(seed);
  const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;
  const journey: Omit<Journey, 'outcome'> = { transcript: [], exits: new Set() };
  const moment = (): Moment => ({ now: new Date(noon.getTime() + Math.floor(random() * 86_400_000)), halt: () => undefined, random });
  let run = startRun(graph, contact);
  scatter(run, words, pick);
  let effect = advance(run, moment());
  for (let turn = 0; effect.kind !== 'ended'; turn += 1) {
    note(journey, run, effect);
    if (effect.kind === 'waiting' && isStored)
      run = restoreRun((flowId) => (flowId === contact.flowId ? graph : standIns[0]), JSON.parse(JSON.stringify(saveRun(run))));
    scatter(run, words, pick);
    effect = next(run, effect, { moment: moment(), pick, words, paths, standIns, isLast: turn > maxTurns });
  }
  note(journey, run, effect);
  return { ...journey, outcome: effect.outcome };
}

function note({ transcript, exits }: Omit<Journey, 'outcome'>, run: Run, effect: Effect): void {
  const isAtRest = effect.kind === 'waiting' || effect.kind === 'ended';
  const trace = isAtRest ? run.takeTrace() : [];
  for (const { activityId, port } of trace) if (port !== null) exits.add(`${activityId} ${port}`);
  transcript.push({ commands: run.takeCommands(), effect, trace });
}

type Picking = <T>(choices: readonly T[]) => T;

/** As if the data of the flow were others: whatever it compares them with. */
function scatter(run: Run, words: readonly string[], pick: Picking): void {
  const { variables } = run.rootInstance.graph;
  for (const name of variables.keys()) if (pick([true, true, false])) tryAssign(run, name, pick(words));
}

function tryAssign(run: Run, name: string, value: Value): void {
  try {
    run.rootInstance.assign(name, value);
  } catch {
    // Another type: it keeps its value.
  }
}

interface Now extends Pick<World, 'words' | 'paths' | 'standIns'> {
  moment: Moment;
  pick: Picking;
  isLast: boolean;
}

function next(run: Run, effect: Exclude<Effect, { kind: 'ended' }>, { moment, pick, words, paths, standIns, isLast }: Now): Effect {
  if (effect.kind === 'waiting') {
    const offered = [...run.frame.position.exits.keys()].filter((port) => /^[\d*#]$/.test(port));
    return receive(
      run,
      moment,
      isLast ? { type: 'hang-up' } : happening(effect.wait.expects, pick, [...words, ...offered, ...offered, ...offered]),
    );
  }
  if (effect.kind === 'http-request') return advance(run, moment, answer(pick, words, paths.get(effect.request.activityId) ?? []));
  return advance(run, moment, loaded(pick, standIns));
}

function answer(pick: Picking, words: readonly string[], paths: readonly string[]): RequestAnswer {
  const failures = [{ kind: 'failure', code: 'TIMEOUT' } as const, { kind: 'failure', code: 'CONNECT' } as const];
  const expected = JSON.stringify(paths.reduce((document: unknown, path) => withValue(document, stepsIn(path), pick(words)), undefined));
  const documents = ['{}', '[]', '<html>', '', pick(words), expected, expected, expected, expected];
  const statusCode = pick([200, 200, 200, 201, 204, 404, 429, 500, ...words.map(Number).filter((code) => code >= 100 && code < 600)]);
  const response = { kind: 'response', statusCode, headers: { 'retry-after': '7' }, body: pick(documents) } as const;
  return pick<RequestAnswer>([response, response, response, response, response, ...failures]);
}

function loaded(pick: Picking, standIns: readonly FlowGraph[]): FlowAnswer {
  const flow = { kind: 'flow', flowId: 'stand-in', versionNumber: 1, graph: pick(standIns) } as const;
  return pick<FlowAnswer>([flow, flow, { kind: 'refusal', code: 'flow.not-found', message: 'there is none' }]);
}

/** Hang-ups are rare, or there would be no way to the end of anything. */
function happening(expects: readonly PlatformEventType[], pick: Picking, words: readonly string[]): PlatformEvent {
  const others = expects.filter((type) => type !== 'hang-up');
  return eventOf(pick([...others, ...others, ...others, 'hang-up' as const]), pick, words);
}

function eventOf(type: PlatformEventType, pick: Picking, words: readonly string[]): PlatformEvent {
  switch (type) {
    case 'digits':
      return {
        type,
        digits: pick([
          '0',
          '1',
          '2',
          '3',
          '4',
          '5',
          '6',
          '7',
          '8',
          '9',
          '12345',
          '12345',
          '12345',
          ...words.filter((word) => /^\d{1,20}$/.test(word)),
        ]),
      };
    case 'business-hours':
      return { type, status: pick(['workingHours', 'holidays', 'override', 'default'] as const), name: 'Easter' };
    case 'virtual-agent-ended':
      return {
        type,
        result: pick(['ENDED', 'ESCALATE'] as const),
        outputs: { MetaData: { word: pick(words) }, StateEventName: pick(words) },
      };
    case 'done':
      return { type, outputs: { EWT: pick([-1, 60_000]), FailureCode: pick([0, 1]), status: pick(['success', 'resend']) } };
    case 'failed':
    case 'queue-failed':
      return { type, code: '6' };
    default:
      return { type };
  }
}

/** A document in which the path leads to the value. */
function withValue(document: unknown, [step, ...steps]: readonly string[], value: string): unknown {
  if (step === undefined) return document ?? value;
  const index = Number(step);
  if (Number.isInteger(index)) {
    const list = Array.isArray(document) ? [...document] : [];
    list[index] = withValue(list[index], steps, value);
    return Array.from(list, (inner) => inner ?? null);
  }
  const known = (typeof document === 'object' && !Array.isArray(document) ? document : undefined) as Record<string, unknown> | undefined;
  return { ...known, [step]: withValue(known?.[step], steps, value) };
}

/** Of the plain shapes; a wildcard is the first of all. */
function stepsIn(path: string): string[] {
  const names =
    path
      .replace(/\[\?.*$/s, '')
      .replace(/\*/g, '0')
      .match(/"[^"]*"|'[^']*'|[^.[\]$]+/g) ?? [];
  return names.map((name) => name.replace(/^["']|["']$/g, ''));
}

export function pathsOf(flow: FlowExport): ReadonlyMap<string, readonly string[]> {
  return new Map(
    allActivities(flow).map(({ id, properties }) => {
      const rows = (Array.isArray(properties.outputVariableArray) ? properties.outputVariableArray : []) as { jsonPathExp?: unknown }[];
      return [id, rows.map(({ jsonPathExp }) => String(jsonPathExp ?? '')).filter((path) => path !== '')] as const;
    }),
  );
}

/** Of all that the flow leads to: they end at once, and what is asked of them has a value or has none. */
export function standInsFor(flow: FlowExport): [FlowGraph, FlowGraph] {
  const rows = allActivities(flow).flatMap(({ properties }) => (properties.subflowOutputVariables ?? []) as { target: string }[]);
  const names = [...new Set(rows.map(({ target }) => target))];
  const activities = { StartSubflow: { activityName: 'NewSubFlowStart' }, EndSubflow: { activityName: 'end-subflow' } };
  const giving = (value: string) =>
    givenGraph(givenExport({ variables: names.map((name) => ({ name, value })), activities, links: ['StartSubflow -out-> EndSubflow'] }));
  return [giving('7'), giving('')];
}

/** What stands in quotes or as a number in a template, and the values of cases. */
export function wordsOf(flow: FlowExport): string[] {
  const texts = allActivities(flow).flatMap(({ properties }) => textsIn(properties));
  const quoted = texts.flatMap((text) => [...text.matchAll(/\{\{(.*?)\}\}/gs)].flatMap(([, inner = '']) => literalsIn(inner)));
  const cases = allActivities(flow).flatMap(({ properties }) => textsIn(properties['menuLinks:input'] ?? properties.menuLinks_input));
  const defaults = flow.variables.map(({ defaultValue }) => defaultValue ?? '');
  const plain = [...quoted, ...cases, ...defaults].filter((text) => !text.includes('{{'));
  return [...new Set(['', 'true', 'false', '0', '1', '2', '3', ...plain])];
}

function literalsIn(expression: string): string[] {
  return [...expression.matchAll(/"([^"]*)"|'([^']*)'|(\d+)/g)].map(([, double, single, number]) => double ?? single ?? number ?? '');
}

export function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
