import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { OutboundRequest } from '../../src/domain/request/outbound-request.ts';
import { type Entry, type Journey, journey, type Turn } from './journey.ts';
import type { World } from './world.ts';

/**
 * The record of one way through a flow, a line for each thing that happens: what was given to the flow (`given`), what the platform was told
 * (`command`), what was asked of others (`sends`, `loads`), what was gone through (`step`), and how it came to rest.
 */
export type Branch = readonly string[];

const folder = new URL('../golden/', import.meta.url);
const fileOf = (name: string) => new URL(name.replace(/\.json$/, '.jsonl'), folder);

/** Undefined where there is none yet. */
export function readGolden(name: string): Branch[] | undefined {
  const file = fileOf(name);
  if (!existsSync(file)) return undefined;
  const branches = readFileSync(file, 'utf8').split(/\n(?=\{"branch":)/);
  return branches.map((text) => text.split('\n').filter((line) => line !== ''));
}

export function writeGolden(name: string, branches: readonly Branch[]): void {
  writeFileSync(fileOf(name), `${branches.map((lines) => lines.join('\n')).join('\n')}\n`);
}

/** Everything that is given in the record, once more. */
export function replay(world: World, recorded: Branch): Journey {
  const turns = recorded.flatMap((line) => (line.startsWith('{"given":') ? [JSON.parse(line).given as Turn] : []));
  return play(world, turns);
}

export function play(world: World, turns: readonly Turn[]): Journey {
  return journey(world, (_run, _effect, count) => turns[count]);
}

/** @param taken exits that this branch is the record of */
export function linesOf({ entries, mask }: Journey, taken: readonly string[]): Branch {
  const told = entries.flatMap((entry) => [{ given: entry.turn }, ...happenings(entry).map((happening) => short(mask(happening)))]);
  return [{ branch: taken }, ...told].map((line) => JSON.stringify(line));
}

function happenings({ commands, trace, effect }: Entry): object[] {
  const told = commands.map(({ type, activityLabel, ...rest }) => ({ command: type, of: activityLabel, ...rest }));
  const steps = trace.map(({ activityLabel, port, changed, failure }) => ({
    step: activityLabel,
    port,
    ...(changed.length > 0 && { changed: Object.fromEntries(changed.map(({ variable, value }) => [variable, value])) }),
    ...(failure && { failure: failure.code }),
  }));
  return [...told, ...withoutRounds(steps), restOf(effect)];
}

const mostSteps = 60;

/** Of a flow that goes round in circles. */
function withoutRounds(steps: readonly object[]): readonly object[] {
  const left = steps.length - mostSteps;
  return left > 0 ? [...steps.slice(0, mostSteps / 2), { steps: left }, ...steps.slice(-mostSteps / 2)] : steps;
}

function restOf(effect: Entry['effect']): object {
  switch (effect.kind) {
    case 'http-request':
      return sentOf(effect.request);
    case 'load-flow':
      return { loads: effect.name ?? effect.flowId, label: effect.label };
    case 'waiting': {
      const { activityLabel, expects, timeoutSeconds } = effect.wait;
      return { waits: activityLabel, for: expects, timeoutSeconds };
    }
    case 'ended':
      return { ended: effect.outcome.type, ...effect.outcome, type: undefined, message: undefined };
    case 'stuck':
      return { stuck: effect.message };
  }
}

function sentOf(request: OutboundRequest): object {
  const { activityId: _, activityLabel, method, mode, ...rest } = request;
  const target = request.mode === 'open' ? request.url : [request.path, request.search].filter((part) => part !== '').join('?');
  return { sends: `${method} ${target}`, of: activityLabel, through: mode, ...rest, url: undefined, path: undefined, search: undefined };
}

const longest = 72;
const beginning = 48;

/** Long texts by their beginning and a digest. */
function short(value: unknown): unknown {
  if (typeof value === 'string' && value.length > longest)
    return `${value.slice(0, beginning)}… #${createHash('sha256').update(value.toWellFormed()).digest('hex').slice(0, 8)}`;
  if (Array.isArray(value)) return value.map(short);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, short(inner)]));
}
