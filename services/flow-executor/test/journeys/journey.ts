import { DomainError } from '@patchbay/errors';
import { advance, type Effect, type FlowAnswer, type Moment, receive } from '../../src/domain/execution/advance.ts';
import type { Command } from '../../src/domain/execution/command.ts';
import type { ContactStart } from '../../src/domain/execution/contact-start.ts';
import type { PlatformEvent } from '../../src/domain/execution/platform-event.ts';
import { type Run, startRun } from '../../src/domain/execution/run.ts';
import { restoreRun, saveRun } from '../../src/domain/execution/run-state.ts';
import type { TraceStep } from '../../src/domain/execution/trace.ts';
import type { RequestAnswer } from '../../src/domain/request/outbound-request.ts';
import { contact, noon } from '../given-run.ts';
import type { StandIn, World } from './world.ts';

/** A text, or one of so many characters. */
export type Assigned = string | { long: number };

/** What the world does when the flow needs something; the first one is the start. As plain JSON. */
export interface Turn {
  /** Variables whose values are others than the flow has made them: as if its data were. */
  set?: Readonly<Record<string, Assigned>>;
  atMs?: number;
  random?: number;
  start?: Partial<ContactStart>;
  event?: PlatformEvent;
  answer?: RequestAnswer;
  flow?: StandIn | 'missing';
}

/** What the platform was told, what was asked of others and gone through, in order. */
export interface Entry {
  turn: Turn;
  commands: readonly Command[];
  trace: readonly TraceStep[];
  /** None where the turn is nothing that the flow waits for. */
  effect: Effect | { kind: 'stuck'; message: string };
}

export interface Journey {
  entries: Entry[];
  /** `activityId port`, of every exit taken. */
  exits: Set<string>;
  /** Texts that nobody may see stand in it as `***`. */
  mask: <T>(value: T) => T;
}

/** @returns undefined where there is nothing more to do */
export type Choose = (run: Run, effect: Effect | undefined, turn: number) => Turn | undefined;

interface Options {
  /** Whether every wait is spent in a store. */
  isStored?: boolean;
}

export function journey(world: World, choose: Choose, { isStored = false }: Options = {}): Journey {
  const { graph, standIns } = world;
  const graphOf = (flowId: string) => (flowId === contact.flowId ? graph : standIns[flowId as StandIn]);
  const exits = new Set<string>();
  const entries: Entry[] = [];
  let run = startRun(graph, contact);
  const result = (): Journey => ({ entries, exits, mask: (value) => run.secrets.maskIn(value) });
  let effect: Entry['effect'] | undefined;
  for (let count = 0; !effect || (effect.kind !== 'ended' && effect.kind !== 'stuck'); count += 1) {
    const turn = choose(run, effect, count);
    if (!turn) return result();
    if (turn.start) run = startRun(graph, { ...contact, ...turn.start });
    if (effect?.kind === 'waiting' && isStored) run = restoreRun(graphOf, JSON.parse(JSON.stringify(saveRun(run))));
    effect = take(run, world, effect, turn);
    entries.push({ turn, commands: run.takeCommands(), trace: traceOf(run, effect, exits), effect });
  }
  return result();
}

/** While something is asked for, the step that asks is not over. */
function traceOf(run: Run, effect: Entry['effect'], exits: Set<string>): TraceStep[] {
  if (effect.kind === 'http-request' || effect.kind === 'load-flow') return [];
  const trace = run.takeTrace();
  for (const { activityId, port } of trace) if (port !== null) exits.add(`${activityId} ${port}`);
  return trace;
}

function take(run: Run, world: World, effect: Effect | undefined, turn: Turn): Entry['effect'] {
  const moment: Moment = { now: new Date(noon.getTime() + (turn.atMs ?? 0)), halt: () => undefined, random: () => turn.random ?? 0 };
  for (const [name, value] of Object.entries(turn.set ?? {})) assign(run, name, value);
  if (effect?.kind === 'waiting') return turn.event ? told(run, moment, turn.event) : stuck(`it waits for ${effect.wait.expects}`);
  if (effect?.kind === 'http-request') return turn.answer ? advance(run, moment, turn.answer) : stuck('it sends a request');
  if (effect?.kind === 'load-flow') return turn.flow ? advance(run, moment, flowOf(world, turn.flow)) : stuck('it needs a flow');
  return advance(run, moment);
}

const stuck = (message: string) => ({ kind: 'stuck', message }) as const;

function told(run: Run, moment: Moment, event: PlatformEvent): Entry['effect'] {
  try {
    return receive(run, moment, event);
  } catch (error) {
    if (error instanceof DomainError) return stuck(error.message);
    throw error;
  }
}

function flowOf({ standIns }: World, flow: NonNullable<Turn['flow']>): FlowAnswer {
  if (flow === 'missing') return { kind: 'refusal', code: 'flow.not-found', message: 'there is none' };
  return { kind: 'flow', flowId: flow, versionNumber: 1, graph: standIns[flow] };
}

function assign(run: Run, name: string, value: Assigned): void {
  try {
    run.rootInstance.assign(name, typeof value === 'string' ? value : 'x'.repeat(value.long));
  } catch (error) {
    // Of another type: it keeps its value.
    if (!(error instanceof DomainError)) throw error;
  }
}
