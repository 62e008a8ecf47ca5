import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { exitCodes, runCommand } from '../command/run-command.ts';

const connectorId = '01990000-0000-7000-8000-00000000c001';
const organizationId = '01990000-0000-7000-8000-000000000001';
const at = (ms: number) => new Date(Date.UTC(2026, 0, 2, 12) + ms).toISOString();
const own = { organizationId, connectorId };

/** As the registry exports versions: deactivated after 10 s, halted 12 ms later, and active again. */
const versions = [
  { ...own, version: 1, state: 'ACTIVE', committedAt: at(0), haltedAt: null, boundMs: null },
  { ...own, version: 2, state: 'INACTIVE', committedAt: at(10_000), haltedAt: at(10_012), boundMs: 5_100 },
  { ...own, version: 3, state: 'ACTIVE', committedAt: at(20_000), haltedAt: null, boundMs: null },
];

/** As the executor logs it. */
const call = (ms: number, connectorVersion: unknown, over: object = {}) => ({
  level: 'info',
  time: at(ms),
  service: 'flow-executor',
  instance: 'e-1',
  ...own,
  executionId: 'x-1',
  connectorVersion,
  context: 'calls',
  ...over,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-history-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function written(name: string, lines: readonly (object | string)[]): string {
  const path = join(folder, name);
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

async function run(...args: string[]) {
  const lines: string[] = [];
  const code = await runCommand(args, (line) => lines.push(...line.split('\n')));
  const last = lines.at(-1) ?? '';
  const result: Record<string, unknown> = last.startsWith('{') ? JSON.parse(last) : {};
  return { code, lines: lines.map((line) => line.replaceAll(`${folder}/`, '')), result };
}

const check = (calls: readonly (object | string)[], ...args: string[]) =>
  run('--calls', written('calls.jsonl', calls), '--changes', written('versions.jsonl', versions), ...args);

describe('verify-history', () => {
  it('is content with a log that keeps to the history, and says what it has read', async () => {
    const { code, lines, result } = await check([
      call(5_000, 1),
      { level: 'info', msg: 'listening' },
      call(10_009, 1),
      'npm notice',
      call(20_100, 3),
    ]);
    expect(code).toBe(exitCodes.holds);
    expect(lines.slice(0, 2)).toEqual([
      '3 calls (2 other lines, 0 calls of other organizations) against 3 versions of 1 connectors, 1 of them halts',
      '✔ the log keeps to the history; the last call on a version that had been replaced started 9 ms after the commit',
    ]);
    expect(result).toEqual({
      holds: true,
      calls: 3,
      connectors: 1,
      changes: 3,
      halts: 1,
      withoutBound: 0,
      violations: 0,
      violationsByKind: {},
      worstLatenessMs: 0,
      longestAfterCommitMs: 9,
      malformed: 0,
      ignored: 2,
      ofOtherOrganizations: 0,
      clockErrorMs: 0,
    });
  });

  it('names file and line of a call after the report, unless the clocks may be that far apart', async () => {
    const calls = [call(5_000, 1), call(10_030, 1)];
    const { code, lines, result } = await check(calls);
    expect(code).toBe(exitCodes.violated);
    expect(lines[0]).toBe(`✘ I2: a call on ${connectorId} v1 started 18 ms after v2 was reported halted (source e-1, calls.jsonl:2)`);
    expect(result).toMatchObject({ holds: false, violations: 1, violationsByKind: { AFTER_HALTED: 1 }, worstLatenessMs: 18 });
    expect((await check(calls, '--clock-error-ms', '18')).code).toBe(exitCodes.holds);
  });

  it('reads several files, packed ones too', async () => {
    const [first, second] = [versions.slice(0, 2), versions.slice(2)];
    const { code, result } = await run(
      ...['--calls', written('a.jsonl.gz', [call(1, 1)]), '--calls', written('b.jsonl', [call(2, 1)])],
      ...['--changes', written('a.versions.gz', first), '--changes', written('b.versions', second)],
    );
    expect([code, result]).toEqual([exitCodes.holds, expect.objectContaining({ calls: 2, changes: 3 })]);
  });

  it('reads the access log of an upstream by what it calls things, in seconds and digits', async () => {
    const seconds = Date.UTC(2026, 0, 2, 12) / 1_000;
    const log = (after: number, version: string) => ({
      msec: String(seconds + after),
      host: 'api',
      req: { 'patchbay-connector-id': connectorId, version },
    });
    const fields = 'at=msec,connectorId=req.patchbay-connector-id,connectorVersion=req.version,source=none';
    const { code, lines } = await check([log(5.5, '1'), log(6, '-'), log(10.013, '1')], '--calls-fields', fields);
    expect([code, lines[0]]).toEqual([
      exitCodes.violated,
      `✘ I2: a call on ${connectorId} v1 started 1 ms after v2 was reported halted (calls.jsonl:3)`,
    ]);
  });

  it('leaves out calls of organizations whose history it was not given, and counts them', async () => {
    const elsewhere = { organizationId: '01990000-0000-7000-8000-000000000002', connectorId: '01990000-0000-7000-8000-00000000c002' };
    const { code, result } = await check([call(1, 1), call(1, 1, elsewhere)]);
    expect([code, result]).toEqual([exitCodes.holds, expect.objectContaining({ calls: 1, ofOtherOrganizations: 1 })]);
  });

  it.each([
    ['a line that was cut off', '{"time":"2026-01', 'calls.jsonl:2: is no JSON object'],
    ['a version that is none', call(1, '1.5'), 'calls.jsonl:2: connectorVersion is no version: 1, 2, ...'],
    ['a version that nothing has', call(1, 0), 'calls.jsonl:2: connectorVersion is no version: 1, 2, ...'],
    ['a version beyond what numbers can tell', call(1, '9007199254740993'), 'calls.jsonl:2: connectorVersion is no version: 1, 2, ...'],
    [
      'a time that is none',
      call(1, 1, { time: 'noon' }),
      'calls.jsonl:2: time is no time: RFC 3339, or seconds or milliseconds since 1970',
    ],
    ['no connector', call(1, 1, { connectorId: null }), 'calls.jsonl:2: connectorId is missing, or no text'],
  ])('passes over nothing that it cannot read: %s', async (_what, line, problem) => {
    const { code, lines, result } = await check([call(5_000, 1), line]);
    expect([code, lines[0]]).toEqual([exitCodes.unreadable, `✘ ${problem}`]);
    expect(result).toMatchObject({ holds: false, calls: 1, malformed: 1 });
  });

  it('says that a violation is one, whatever else cannot be read', async () => {
    expect((await check([call(10_013, 1), '{'])).code).toBe(exitCodes.violated);
  });

  it('proves nothing by a log without calls, or a history without versions', async () => {
    const { code, lines } = await check([{ level: 'info', version: 1 }]);
    expect([code, lines[0]]).toEqual([
      exitCodes.unreadable,
      '✘ calls.jsonl: there is nothing to check in it; --calls-fields says how the log names time, connector and version',
    ]);
    expect((await run('--calls', written('c', [call(1, 1)]), '--changes', written('v', []))).code).not.toBe(exitCodes.holds);
  });

  it('refuses a history with a gap, in which a halt may be missing', async () => {
    const changes = written('v', versions.toSpliced(1, 1));
    const { code, lines } = await run('--calls', written('c', [call(1, 1)]), '--changes', changes);
    expect([code, lines]).toEqual([exitCodes.unreadable, [expect.stringContaining(`${connectorId} has v3 after v1`)]]);
  });

  it.each([
    ['a file that is not there', ['--calls', '/nowhere', '--changes', '/nowhere'], /^✘ \/nowhere cannot be read: ENOENT/],
    ['no calls', ['--changes', '/nowhere'], /^✘ --calls is missing/],
    ['an option that it does not know', ['--call', 'x'], /^✘ Unknown option '--call'/],
    [
      'a clock error that is no number',
      ['--calls', 'c', '--changes', 'v', '--clock-error-ms', 'few'],
      /^✘ --clock-error-ms few is no whole number/,
    ],
    [
      'a field that no call has',
      ['--calls', 'c', '--changes', 'v', '--calls-fields', 'when=time'],
      /^✘ --calls-fields when=time maps no field/,
    ],
  ])('says what is wrong with %s', async (_what, args, problem) => {
    const { code, lines } = await run(...args);
    expect([code, lines[0]]).toEqual([exitCodes.unreadable, expect.stringMatching(problem)]);
  });

  it('says what is wrong with a packed file that was cut off', async () => {
    const path = written('calls.gz', [call(1, 1)]);
    writeFileSync(path, gzipSync('x'.repeat(10_000)).subarray(0, 20));
    const { code, lines } = await run('--calls', path, '--changes', written('v', versions));
    expect([code, lines]).toEqual([exitCodes.unreadable, [expect.stringMatching(/^✘ calls.gz cannot be read: unexpected end of file/)]]);
  });

  it('does not take a file without line ends into memory', async () => {
    const { code, lines } = await run('--calls', written('endless', ['x'.repeat(3_000_000)]), '--changes', written('v', versions));
    expect([code, lines]).toEqual([exitCodes.unreadable, ['✘ endless cannot be read: line 1 is longer than 1048576 characters']]);
  });

  it('shows the first twenty problems and counts all', async () => {
    const { lines, result } = await check(Array.from({ length: 30 }, () => call(10_013, 1)));
    expect([lines.filter((line) => line.startsWith('✘')).length, lines[20], result.violations]).toEqual([21, '✘ ... and 10 more', 30]);
  });
});
