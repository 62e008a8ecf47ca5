import type { Effect } from '../../src/domain/execution/advance.ts';
import type { PlatformEvent, PlatformEventType } from '../../src/domain/execution/platform-event.ts';
import type { Run } from '../../src/domain/execution/run.ts';
import type { RequestAnswer } from '../../src/domain/request/outbound-request.ts';
import type { Assigned, Choose, Turn } from './journey.ts';
import type { World } from './world.ts';

const maxTurns = 60;
/** Two of these are more than one text may be. */
const flood: Assigned = { long: 600_000 };
const floodEvery = 50;

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

type Picking = <T>(choices: readonly T[]) => T;

/**
 * A world nearly without aim: it answers whatever is asked by chance, and has everything happen that may.
 * @param left exits that no other journey has taken: around them more goes wrong
 */
export function wander({ words, paths }: World, seed: number, left: ReadonlySet<string> = new Set()): Choose {
  const random = chance(seed);
  const pick: Picking = (choices) => choices[Math.floor(random() * choices.length)] as (typeof choices)[number];
  // Half of the worlds do nearly always what they are asked to: a long way is gone to its end.
  const isRough = random() < 0.5;
  const mayFail = ({ position }: Run['frame']) =>
    isRough || random() < ([...position.exits.keys()].some((port) => left.has(`${position.id} ${port}`)) ? 0.6 : 0.02);
  const values: readonly Assigned[] =
    seed % floodEvery === floodEvery - 1 ? [flood] : [...words, ...words.map(() => '').slice(0, words.length / 4)];
  return (run, effect, count) => {
    const around = { set: scattered(run, values, pick), atMs: Math.floor(random() * 86_400_000), random: random() };
    if (!effect) return { ...around, start: { ani: pick(['+14165550123', '+14165550123', '+14165550123', 'anonymous', '']) } };
    return { ...around, ...response(run, effect, { pick, words, paths, isLast: count > maxTurns, isMishap: mayFail(run.frame) }) };
  };
}

/** Whatever the flow compares them with. */
function scattered(run: Run, values: readonly Assigned[], pick: Picking): Record<string, Assigned> {
  const names = [...run.rootInstance.graph.variables.keys()].filter(() => pick([true, true, false]));
  return Object.fromEntries(names.map((name) => [name, pick(values)]));
}

interface Now extends Pick<World, 'words' | 'paths'> {
  pick: Picking;
  isLast: boolean;
  /** Whether what is asked may fail. */
  isMishap: boolean;
}

function response(run: Run, effect: Effect, { pick, words, paths, isLast, isMishap }: Now): Turn {
  if (effect.kind === 'http-request') return { answer: answer(pick, words, paths.get(effect.request.activityId) ?? []) };
  if (effect.kind === 'load-flow') return { flow: pick(['giving', 'denying', 'empty', 'missing']) };
  if (effect.kind === 'ended' || isLast) return { event: { type: 'hang-up' } };
  const offered = [...run.frame.position.exits.keys()].filter((port) => /^[\d*#]$/.test(port));
  const body = JSON.stringify(documentFor(paths.get(effect.wait.activityId) ?? [], pick, words)) ?? '';
  return {
    event: happening(isMishap ? effect.wait.expects : wished(effect.wait.expects), pick, {
      words,
      body,
      digits: digitsFor(offered, words),
    }),
  };
}

function answer(pick: Picking, words: readonly string[], paths: readonly string[]): RequestAnswer {
  const failures = [{ kind: 'failure', code: 'TIMEOUT' } as const, { kind: 'failure', code: 'CONNECT' } as const];
  const expected = JSON.stringify(documentFor(paths, pick, words)) ?? '';
  const documents = ['{}', '[]', '<html>', '', pick(words), expected, expected, expected, expected];
  const statusCode = pick([200, 200, 200, 201, 204, 404, 429, 500, ...words.map(Number).filter((code) => code >= 100 && code < 600)]);
  const given = { kind: 'response', statusCode, headers: { 'retry-after': '7' }, body: pick(documents) } as const;
  return pick<RequestAnswer>([given, given, given, given, given, ...failures]);
}

/** Without what goes wrong, where there is anything else. */
function wished(expects: readonly PlatformEventType[]): readonly PlatformEventType[] {
  const others = expects.filter((type) => !['failed', 'queue-failed', 'hang-up', 'timeout', 'invalid'].includes(type));
  return others.length > 0 ? others : expects;
}

/** Hang-ups are rare, or there would be no way to the end of anything. */
function happening(expects: readonly PlatformEventType[], pick: Picking, told: Told): PlatformEvent {
  const others = expects.filter((type) => type !== 'hang-up');
  return eventOf(pick([...others, ...others, ...others, 'hang-up' as const]), pick, told);
}

const keys = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** One of a menu, or some of those that are collected. */
function digitsFor(offered: readonly string[], words: readonly string[]): readonly string[] {
  if (offered.length > 0) return [...keys, ...offered, ...offered, ...offered];
  const known = words.filter((word) => /^\d{1,20}$/.test(word));
  return [...known, ...known.map(() => '12345'), '1', '12345'];
}

/** What an event may hold. */
interface Told {
  words: readonly string[];
  body: string;
  digits: readonly string[];
}

function eventOf(type: PlatformEventType, pick: Picking, { words, body, digits }: Told): PlatformEvent {
  switch (type) {
    case 'digits':
      return { type, digits: pick(digits) };
    case 'business-hours':
      return { type, status: pick(['workingHours', 'holidays', 'override', 'default'] as const), name: 'Easter' };
    case 'virtual-agent-ended':
      return {
        type,
        result: pick(['ENDED', 'ESCALATE'] as const),
        outputs: { MetaData: { word: pick(words) }, StateEventName: pick(words) },
      };
    case 'done':
      return {
        type,
        outputs: {
          EWT: pick([-1, 60_000]),
          FailureCode: pick([0, 1]),
          status: pick(['success', 'resend']),
          httpStatusCode: 200,
          httpResponseBody: body,
        },
      };
    case 'failed':
    case 'queue-failed':
      return { type, code: '6' };
    default:
      return { type };
  }
}

function documentFor(paths: readonly string[], pick: Picking, words: readonly string[]): unknown {
  return paths.reduce((document: unknown, path) => withValue(document, stepsIn(path), pick(words)), undefined);
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
