import { type Call, callIn, changeIn, HistoryChecker, HistoryIncomplete, LineMalformed, type Violation } from '../src/index.ts';
import { type Options, optionsIn, usage } from './options.ts';
import { FileUnreadable, linesOf, messageOf } from './read-lines.ts';

type Print = (line: string) => void;

export const exitCodes = { holds: 0, violated: 1, unreadable: 2 } as const;

const mostShown = 20;

/** What was read of one kind of file. */
interface Reading {
  malformed: number;
  ignored: number;
  ofOtherOrganizations: number;
}

/** @returns the exit code */
export async function runCommand(args: readonly string[], print: Print): Promise<number> {
  let options: Options;
  try {
    options = optionsIn(args);
  } catch (error) {
    print(`✘ ${messageOf(error)}\n${usage}`);
    return exitCodes.unreadable;
  }
  try {
    return await verify(options, print);
  } catch (error) {
    if (!(error instanceof FileUnreadable || error instanceof HistoryIncomplete)) throw error;
    print(`✘ ${error.message}`);
    return exitCodes.unreadable;
  }
}

async function verify(options: Options, print: Print): Promise<number> {
  const reading: Reading = { malformed: 0, ignored: 0, ofOtherOrganizations: 0 };
  const tell = new Teller(print);
  const changes: OwnedChange[] = [];
  for await (const change of readAll(options.changes, changeIn, reading, tell)) changes.push(change);
  const { clockErrorMs, boundMs } = options;
  const checker = new HistoryChecker(changes, { clockErrorMs, boundMs, onViolation: ({ sentence }: Violation) => tell.problem(sentence) });
  for await (const call of readCalls(options, organizationsOf(changes), reading, tell)) checker.see(call);
  const { examples: _, holds, ...verdict } = checker.verdict();
  const isNothing = verdict.calls === 0 || verdict.changes === 0;
  if (isNothing) tell.problem(nothingIn(verdict.calls === 0 ? options.calls : options.changes));
  tell.rest();
  const proven = holds && reading.malformed === 0 && !isNothing;
  print(
    `${verdict.calls} calls (${reading.ignored} other lines, ${reading.ofOtherOrganizations} calls of other organizations) against ${verdict.changes} versions of ${verdict.connectors} connectors, ${verdict.halts} of them halts`,
  );
  if (verdict.withoutBound > 0)
    print(`${verdict.withoutBound} halts have no bound in the history: I1 was not checked for them; --bound-ms gives one`);
  if (proven) print(`✔ the log keeps to the history; ${latest(verdict.longestAfterCommitMs)}`);
  print(JSON.stringify({ holds: proven, ...verdict, ...reading, clockErrorMs }));
  if (proven) return exitCodes.holds;
  return holds ? exitCodes.unreadable : exitCodes.violated;
}

async function* readAll<T>(
  files: readonly string[],
  read: (text: string, origin: string) => T,
  reading: Reading,
  tell: Teller,
): AsyncGenerator<NonNullable<T>, void, void> {
  for (const file of files) {
    for await (const { text, origin } of linesOf(file)) {
      const record = orMalformed(() => read(text, origin), reading, tell);
      if (record !== undefined && record !== null) yield record;
    }
  }
}

function orMalformed<T>(read: () => T, reading: Reading, tell: Teller): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof LineMalformed)) throw error;
    reading.malformed++;
    tell.problem(error.message);
    return undefined;
  }
}

async function* readCalls(
  { calls, fields }: Options,
  organizations: ReadonlySet<string>,
  reading: Reading,
  tell: Teller,
): AsyncGenerator<Call, void, void> {
  const read = (text: string, origin: string) => {
    const call = callIn(text, origin, fields);
    if (call === undefined) reading.ignored++;
    return call;
  };
  for await (const call of readAll(calls, read, reading, tell)) {
    const isOther = organizations.size > 0 && call.organizationId !== undefined && !organizations.has(call.organizationId);
    if (isOther) reading.ofOtherOrganizations++;
    else yield call;
  }
}

type OwnedChange = ReturnType<typeof changeIn>;

const organizationsOf = (changes: readonly OwnedChange[]): ReadonlySet<string> =>
  new Set(changes.flatMap(({ organizationId }) => organizationId ?? []));

const nothingIn = (files: readonly string[]): string =>
  `${files.join(', ')}: there is nothing to check in it; --calls-fields says how the log names time, connector and version`;

const latest = (ms: number): string =>
  ms > 0
    ? `the last call on a version that had been replaced started ${ms} ms after the commit`
    : 'no call started after its version was replaced';

/** The first problems, and how many more. */
class Teller {
  private readonly print: Print;
  private told = 0;

  constructor(print: Print) {
    this.print = print;
  }

  problem(sentence: string): void {
    this.told++;
    if (this.told <= mostShown) this.print(`✘ ${sentence}`);
  }

  rest(): void {
    if (this.told > mostShown) this.print(`✘ ... and ${this.told - mostShown} more`);
  }
}
