import { hash } from 'node:crypto';
import { eventually } from '@patchbay/testing';
import { DEMO_ORGANIZATION_ID } from '../src/domain/world.ts';
import { READ_ONLY, type Sandbox, startSandbox } from './start-sandbox.ts';

interface LoggedCall {
  readonly sequence: number;
  readonly arrivedAt: number;
  readonly path: string;
  readonly status: number | null;
  readonly aborted: boolean;
}
interface CallPage {
  readonly items: LoggedCall[];
  readonly nextPageToken?: string;
}

let sandbox: Sandbox;
let token: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  token = await sandbox.contactCenterToken(READ_ONLY);
});
beforeEach(() => fetch(`${sandbox.url}/dev/calls`, { method: 'DELETE' }));
afterAll(() => sandbox.stop());

const variables = '/organization/{org}/v2/cad-variable';
const calls = async (query = '') => (await (await fetch(`${sandbox.url}/dev/calls${query}`)).json()) as CallPage;
const summary = async (query = '') => (await fetch(`${sandbox.url}/dev/calls/summary${query}`)).json();

function switchOn(fault: unknown): Promise<Response> {
  const body = JSON.stringify({ faults: [fault] });
  return fetch(`${sandbox.url}/dev/faults`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body });
}
const switchOff = () => fetch(`${sandbox.url}/dev/faults`, { method: 'DELETE' });

describe('the call log', () => {
  it('says who called what, for which execution, with which version of the connector, and what came of it', async () => {
    const headers = { 'patchbay-connector-id': 'c-1', 'patchbay-connector-version': '7', 'patchbay-execution-id': 'e-1' };
    const before = Date.now();
    await sandbox.call(token, `${variables}?page=0`, { headers });
    const { items } = await calls();
    expect(items).toEqual([
      {
        sequence: expect.any(Number),
        arrivedAt: expect.any(Number),
        method: 'GET',
        path: `/contact-center/organization/${DEMO_ORGANIZATION_ID}/v2/cad-variable`,
        tokenFingerprint: hash('sha256', token, 'base64url').slice(0, 16),
        connectorId: 'c-1',
        connectorVersion: '7',
        executionId: 'e-1',
        organizationId: DEMO_ORGANIZATION_ID,
        clientId: 'demo-integration',
        status: 200,
        aborted: false,
      },
    ]);
    expect(items[0]?.arrivedAt).toBeGreaterThanOrEqual(before - 2);
    expect(items[0]?.arrivedAt).toBeLessThanOrEqual(Date.now() + 2);
  });

  it('has every call, also those that are refused or lead nowhere', async () => {
    await sandbox.call(undefined, variables);
    await sandbox.call(token, '/nowhere');
    await sandbox.call(token, '/search', { method: 'DELETE' });
    expect((await calls()).items.map(({ status }) => status)).toEqual([401, 404, 404]);
  });

  it('keeps the order of arrival and hands it out page by page', async () => {
    await Promise.all(Array.from({ length: 25 }, (_, index) => sandbox.call(token, `/nowhere/${index}`)));
    const pages: LoggedCall[][] = [];
    let pageToken = '0';
    while (pageToken !== '') {
      const page = await calls(`?pageSize=10&pageToken=${pageToken}`);
      pages.push(page.items);
      pageToken = page.nextPageToken ?? '';
    }
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 5]);
    const arrivals = pages.flat().map(({ arrivedAt }) => arrivedAt);
    expect(arrivals).toEqual(arrivals.toSorted((one, other) => one - other));
    expect(new Set(pages.flat().map(({ path }) => path)).size).toBe(25);
  });

  it('finds calls by path and by time', async () => {
    await sandbox.call(token, '/nowhere/early');
    await sandbox.call(token, '/nowhere/late');
    await sandbox.call(token, '/elsewhere');
    const [, late] = (await calls('?path=/contact-center/nowhere/*')).items;
    expect((await calls(`?since=${late?.arrivedAt}&path=/contact-center/nowhere/*`)).items).toEqual([late]);
  });

  it('sums up how many calls came and when the last did', async () => {
    expect(await summary()).toEqual({ count: 0, lastArrivedAt: null });
    await sandbox.call(token, '/nowhere/1');
    await sandbox.call(token, '/nowhere/2');
    const last = (await calls()).items.at(-1)?.arrivedAt;
    expect(await summary()).toEqual({ count: 2, lastArrivedAt: last });
    expect(await summary(`?since=${last}`)).toEqual({ count: 1, lastArrivedAt: last });
  });

  it('counts a call from its arrival, before it is slowed down', async () => {
    await switchOn({ path: '/contact-center/*', delayMs: 500 });
    const begin = Date.now();
    const slow = sandbox.call(token, variables);
    await eventually(async () => expect((await calls()).items).toMatchObject([{ status: null }]), { withinMs: 450 });
    await slow;
    await switchOff();
    const [call] = (await calls()).items;
    expect(call?.status).toBe(200);
    expect((call?.arrivedAt ?? 0) - begin).toBeLessThan(500);
  });

  it('marks calls whose caller went away or was cut off', async () => {
    await switchOn({ path: '/contact-center/*', effect: { kind: 'hang' } });
    await sandbox.call(token, variables, { signal: AbortSignal.timeout(50) }).catch(() => undefined);
    await switchOn({ path: '/contact-center/*', effect: { kind: 'reset' } });
    await sandbox.call(token, variables).catch(() => undefined);
    await switchOff();
    await eventually(
      async () =>
        expect((await calls()).items).toMatchObject([
          { status: null, aborted: true },
          { status: null, aborted: true },
        ]),
      { withinMs: 1_000 },
    );
  });

  it.each(['pageSize=0', 'pageSize=10001', 'pageToken=x', 'since=yesterday', 'order=desc'])('refuses ?%s', async (query) => {
    const response = await fetch(`${sandbox.url}/dev/calls?${query}`);
    expect([response.status, await response.json()]).toEqual([400, expect.objectContaining({ code: 'request.invalid' })]);
  });
});

describe('GET /dev/world', () => {
  it('names the organizations and their people', async () => {
    const world = (await (await fetch(`${sandbox.url}/dev/world`)).json()) as { organizations: unknown[]; users: unknown[] };
    expect(world.organizations).toContainEqual(expect.objectContaining({ organizationId: DEMO_ORGANIZATION_ID, licence: 'FLEX3' }));
    expect(world.users).toContainEqual(expect.objectContaining({ role: 'platform-operator', organizationId: null }));
  });
});
