import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConnectorList, Problem } from '@patchbay/contracts';
import { joinAsHolder } from '@patchbay/holder';
import { eventually } from '@patchbay/testing';
import { Program } from './program.ts';

const portOffset = 20_000;
const minutes = 60_000;
const demoOrganization = '01990000-0000-7000-8000-000000000001';
const at = (port: number): string => `http://localhost:${port + portOffset}`;

/** Runs in the order given: each test goes on with what the one before has left. */
describe('the one-machine stack', () => {
  const place = { stateFolder: mkdtempSync(join(tmpdir(), 'patchbay-e2e-')), portOffset };
  let stack: Program;

  const start = (...args: string[]) => new Program('start', args, place);
  const demo = (...args: string[]) => new Program('demo', args, place);

  afterAll(async () => {
    stack?.signal('SIGTERM');
    await stack?.ended;
    rmSync(place.stateFolder, { recursive: true, force: true });
  }, minutes);

  const tokenOf = async (user: string): Promise<string> => {
    const response = await fetch(`${at(8085)}/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user }),
    });
    return ((await response.json()) as { accessToken: string }).accessToken;
  };

  const connectors = async (state?: string): Promise<ConnectorList['items']> => {
    const authorization = `Bearer ${await tokenOf('full-admin@demo.example')}`;
    const response = await fetch(
      `${at(8081)}/v1/organizations/${demoOrganization}/connectors?pageSize=100${state ? `&state=${state}` : ''}`,
      {
        headers: { authorization },
      },
    );
    return ConnectorList.parse(await response.json()).items;
  };

  it('says in one sentence that a port is in use', async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(8081 + portOffset, resolve));
    const program = start();
    expect(await program.ended).toBe(1);
    other.close();
    expect(program.output).toContain(
      `port ${8081 + portOffset}, which connector-registry needs, is in use: end the program that listens on it`,
    );
    expect(program.output).not.toContain('    at ');
  });

  it('says which option it does not understand', async () => {
    const program = start('--executors', 'many');
    expect(await program.ended).toBe(1);
    expect(program.output).toContain('--executors takes a whole number from 1 to 8, not "many"');
  });

  it(
    'starts every part as a process of its own and says where each is',
    async () => {
      stack = start();
      await stack.untilItSays('Ctrl-C stops everything');
      for (const port of [8081, 8082, 8083, 8084, 8085, 8184]) expect(stack.output).toContain(at(port));
      expect((await connectors()).map(({ name }) => name)).toEqual(['Contact Center API']);
    },
    3 * minutes,
  );

  it('refuses a second stack beside it', async () => {
    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output).toContain('a stack is running already');
  });

  it(
    'plays the whole story on the running stack',
    async () => {
      const program = demo();
      const code = await program.ended;
      if (code !== 0) throw new Error(`the demo ended with ${code}:\n${program.output}`);
      const result = JSON.parse(program.output.trimEnd().split('\n').at(-1) ?? '{}');
      expect(result).toMatchObject({ demo: 'ok', executors: 2, halted: '3/3', callsAfterReceipt: 0 });
      expect(result.haltMs).toBeLessThan(1_000);
      expect(await connectors('DELETED')).toHaveLength(1);
    },
    2 * minutes,
  );

  it(
    'finds that what its executors have logged keeps to the history of the registry, and sees it when it does not',
    async () => {
      const authorization = `Bearer ${await tokenOf('full-admin@demo.example')}`;
      const answer = await fetch(`${at(8081)}/v1/organizations/${demoOrganization}/history/versions`, { headers: { authorization } });
      const versions = await answer.text();
      const [kept, broken] = [join(place.stateFolder, 'versions.ndjson'), join(place.stateFolder, 'earlier.ndjson')];
      writeFileSync(kept, versions);
      // As if every halt had been reported ten seconds before.
      writeFileSync(
        broken,
        versions.replaceAll(/"haltedAt":"([^"]+)"/g, (_, time) => `"haltedAt":"${new Date(Date.parse(time) - 10_000).toISOString()}"`),
      );
      const logs = ['1', '2'].flatMap((number) => ['--calls', join(place.stateFolder, 'logs', `flow-executor-${number}.log`)]);
      const [good, bad] = [kept, broken].map((changes) => new Program('verify-history', [...logs, '--changes', changes], place));
      expect([await good?.ended, good?.output]).toEqual([0, expect.stringContaining('✔ the log keeps to the history')]);
      expect(JSON.parse(good?.output.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ holds: true, violations: 0, withoutBound: 0 });
      expect([await bad?.ended, bad?.output]).toEqual([
        1,
        expect.stringMatching(/✘ I2: a call on \S+ v1 started \d+ ms after v2 was reported halted/),
      ]);
    },
    minutes,
  );

  it(
    'lets an enforcement point of the demo organization join, and counts it in a halt',
    async () => {
      const holder = joinAsHolder({
        registryUrls: [at(8081)],
        token: () => tokenOf('enforcement-point@demo.example'),
        organizationId: demoOrganization,
        kind: 'external',
        abortCalls: () => 0,
      });
      const [connector] = await connectors();
      const connectorId = connector?.connectorId ?? '';
      await eventually(() => expect(holder.mayStart(connectorId)).toBeUndefined(), { withinMs: 20_000 });
      const change = async (action: string, headers: object = {}) => {
        const answer = await fetch(`${at(8081)}/v1/organizations/${demoOrganization}/connectors/${connectorId}/${action}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${await tokenOf('full-admin@demo.example')}`, 'content-type': 'application/json', ...headers },
          body: JSON.stringify(action === 'activate' ? {} : { reason: 'e2e' }),
        });
        return (await answer.json()) as { version: number; halt: { sentence: string } };
      };
      const { version, halt } = await change('deactivate?waitMs=10000');
      expect([halt.sentence, holder.mayStart(connectorId)]).toEqual([expect.stringMatching(/^halted 4\/4 in \d+ ms$/), 'INACTIVE']);
      await change('activate', { 'if-match': `"${version}"` });
      await eventually(() => expect(holder.mayStart(connectorId)).toBeUndefined(), { withinMs: 20_000 });
      await holder.leave();
    },
    minutes,
  );

  it('does not let a member of one organization see another', async () => {
    const authorization = `Bearer ${await tokenOf('full-admin@other.example')}`;
    const [connector] = await connectors();
    const response = await fetch(`${at(8081)}/v1/organizations/${demoOrganization}/connectors/${connector?.connectorId}`, {
      headers: { authorization },
    });
    expect([response.status, Problem.parse(await response.json()).code]).toEqual([404, 'organization.not-found']);
  });

  it(
    'cleans up after a start that was killed, and goes on with its data',
    async () => {
      const before = await connectors();
      process.kill(JSON.parse(readFileSync(join(place.stateFolder, 'running.json'), 'utf8')).pid, 'SIGKILL');
      await stack.ended;
      stack = start();
      await stack.untilItSays('Ctrl-C stops everything');
      expect(stack.output).toContain('ended what an earlier run left behind');
      expect(await connectors()).toEqual(before);
    },
    3 * minutes,
  );

  it(
    'stops everything on Ctrl-C',
    async () => {
      stack.signal('SIGINT');
      expect(await stack.ended).toBe(0);
      await eventually(() => expect(processesOf(place.stateFolder)).toEqual([]), { withinMs: 10_000 });
      await expect(fetch(`${at(8081)}/healthz`)).rejects.toThrow();
    },
    minutes,
  );

  it(
    'begins anew with --reset',
    async () => {
      stack = start('--reset');
      await stack.untilItSays('Ctrl-C stops everything');
      expect(await connectors('DELETED')).toEqual([]);
    },
    3 * minutes,
  );
});

/** Postgres and Kafka carry the folder in their command line. */
function processesOf(folder: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(folder));
}
