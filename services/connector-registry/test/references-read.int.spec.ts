import { randomUUID } from 'node:crypto';
import { type Connector, ReferenceList } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry } from './running-registry.ts';

const withinAWhile = { withinMs: 20_000 };

let registry: RunningRegistry;
let organization: OrganizationClient;

beforeAll(async () => {
  registry = await RunningRegistry.start();
});
afterAll(() => registry.stop());
beforeEach(() => {
  organization = registry.organization();
});

type Used = Pick<Connector, 'connectorId' | 'version'>;
interface Flow {
  flowName: string;
  owner: string;
  hasFallback: boolean;
}

const find = { activityId: 'a-1', activityLabel: 'FindCustomer', method: 'GET' };
const note = { activityId: 'a-2', activityLabel: 'WriteNote', method: 'POST' };
const mainLine: Flow = { flowName: 'Main line', owner: 'dana', hasFallback: true };
const nightLine: Flow = { flowName: 'Night line', owner: 'noor', hasFallback: false };

const use = ({ connectorId, version: connectorVersion }: Used, ...activities: object[]) => ({ connectorId, connectorVersion, activities });
const version = (versionNumber: number, labels: string[], ...uses: object[]) => ({ versionNumber, labels, uses });

async function register(flowId: string, flow: Flow, ...versions: object[]): Promise<void> {
  const token = await registry.identity.serviceToken('flow-executor');
  const answer = await organization.call('PUT', `/flows/${flowId}/references`, { body: { ...flow, versions }, token });
  expect(answer.status).toBe(200);
}

const ofFlow = (flowId: string) => `/flows/${flowId}/references`;
const ofConnector = ({ connectorId }: Used) => `/connectors/${connectorId}/references`;
const read = async (path: string) => (await organization.call('GET', path)).body;
const list = async (path: string) => ReferenceList.parse(await read(path));
const inOrder = () => [randomUUID(), randomUUID()].toSorted() as [string, string];

describe('references', () => {
  it('say who uses a connector and what a flow uses: name, owner, labels, fallback, and activities with their methods', async () => {
    const [crm, billing] = [await organization.create(), await organization.create()];
    const [main, night] = inOrder();
    await register(main, mainLine, version(3, ['Live', 'Latest'], use(crm, find, note)), version(2, ['Test'], use(crm, find)));
    await register(night, nightLine, version(1, ['Dev'], use(crm, note), use(billing, find)));

    const ofMain = { ...mainLine, flowId: main, connectorId: crm.connectorId };
    const ofNight = { ...nightLine, flowId: night, versionNumber: 1, labels: ['Dev'] };
    const [tested, live] = [
      { ...ofMain, versionNumber: 2, labels: ['Test'], activities: [find] },
      { ...ofMain, versionNumber: 3, labels: ['Live', 'Latest'], activities: [find, note] },
    ];
    const [nightCrm, nightBilling] = [
      { ...ofNight, connectorId: crm.connectorId, activities: [note] },
      { ...ofNight, connectorId: billing.connectorId, activities: [find] },
    ];
    expect(await read(ofConnector(crm))).toEqual({ items: [tested, live, nightCrm] });
    expect(await read(ofConnector(billing))).toEqual({ items: [nightBilling] });
    expect(await read(ofFlow(main))).toEqual({ items: [tested, live] });
    expect(await read(ofFlow(night))).toEqual({ items: [nightCrm, nightBilling] });
  });

  it('are released of a version that has no label any more, and stay of the others', async () => {
    const crm = await organization.create();
    const flowId = randomUUID();
    await register(flowId, mainLine, version(1, ['Test'], use(crm, find)), version(2, ['Live', 'Latest'], use(crm, find)));
    await register(flowId, mainLine, version(1, ['Test'], use(crm, find)));
    expect((await list(ofConnector(crm))).items.map(({ labels }) => labels)).toEqual([['Test']]);
    await register(flowId, mainLine);
    expect([await read(ofConnector(crm)), await read(ofFlow(flowId))]).toEqual([{ items: [] }, { items: [] }]);
  });

  it('are released when the flow is deleted', async () => {
    const crm = await organization.create();
    const [gone, other] = inOrder();
    await organization.refer(gone, crm);
    await organization.refer(other, crm);
    const token = await registry.identity.serviceToken('flow-executor');
    expect((await organization.call('DELETE', ofFlow(gone), { token })).status).toBe(204);
    expect((await list(ofConnector(crm))).items.map(({ flowId }) => flowId)).toEqual([other]);
    expect(await read(ofFlow(gone))).toEqual({ items: [] });
  });

  it('are released when the flow is detached, those to other connectors are not', async () => {
    const [crm, billing] = [await organization.createInactive(), await organization.create()];
    const flowId = randomUUID();
    await organization.refer(flowId, crm, billing);
    const operation = await organization.delete(crm.connectorId);
    await organization.detach(flowId, crm.connectorId, operation);
    await eventually(async () => expect(await read(ofConnector(crm))).toEqual({ items: [] }), withinAWhile);
    expect((await list(ofFlow(flowId))).items.map(({ connectorId }) => connectorId)).toEqual([billing.connectorId]);
  });
});

describe('a page of references', () => {
  it('of a connector goes on behind the page before, while flows come and go on both sides', async () => {
    const crm = await organization.create();
    const [a, b, c, d, e] = Array.from({ length: 5 }, () => randomUUID()).toSorted() as [string, string, string, string, string];
    for (const flowId of [b, c, e]) await organization.refer(flowId, crm);
    const first = await list(`${ofConnector(crm)}?pageSize=2`);
    for (const flowId of [a, d]) await organization.refer(flowId, crm);
    await organization.call('DELETE', ofFlow(c));
    const second = await list(`${ofConnector(crm)}?pageSize=2&pageToken=${first.nextPageToken}`);
    expect([first, second].map(({ items }) => items.map(({ flowId }) => flowId))).toEqual([
      [b, c],
      [d, e],
    ]);
    expect(second.nextPageToken).toBeUndefined();
  });

  it('of a flow goes on behind the page before, while versions come and go on both sides', async () => {
    const crm = await organization.create();
    const flowId = randomUUID();
    const versions = (...numbers: number[]) => numbers.map((number) => version(number, [], use(crm, find)));
    await register(flowId, mainLine, ...versions(2, 3, 10));
    const first = await list(`${ofFlow(flowId)}?pageSize=2`);
    await register(flowId, mainLine, ...versions(1, 2, 9, 10));
    const second = await list(`${ofFlow(flowId)}?pageSize=2&pageToken=${first.nextPageToken}`);
    expect([first, second].map(({ items }) => items.map(({ versionNumber }) => versionNumber))).toEqual([
      [2, 3],
      [9, 10],
    ]);
    expect(second.nextPageToken).toBeUndefined();
  });

  it.each(['pageToken=MDE5Mg', `pageToken=${Buffer.from('["a",1,"b"]').toString('base64url')}`])(
    'is not to be had by %s',
    async (query) => {
      const crm = await organization.create();
      for (const path of [ofConnector(crm), ofFlow(randomUUID())]) {
        const answer = await organization.call('GET', `${path}?${query}`);
        expect(answer).toMatchObject({ status: 400, body: { code: 'connector.page-token-invalid', field: 'pageToken' } });
      }
    },
  );

  it('has 25 references unless asked for more, and up to 100', async () => {
    const crm = await organization.create();
    const flowId = randomUUID();
    await register(flowId, mainLine, ...Array.from({ length: 30 }, (_, n) => version(n + 1, [], use(crm, find))));
    for (const path of [ofConnector(crm), ofFlow(flowId)]) {
      expect((await list(path)).items).toHaveLength(25);
      expect((await list(`${path}?pageSize=100`)).items).toHaveLength(30);
      expect((await organization.call('GET', `${path}?pageSize=101`)).body).toMatchObject({ errors: [{ field: 'pageSize' }] });
    }
  });
});
