import { DeactivatedConnector, type HeldConnector, Operation } from '@patchbay/contracts';
import { type Drain, Holder } from '@patchbay/holder';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry } from '../running-registry.ts';

/** Leases end meanwhile, on a busy machine. */
const soon = { withinMs: 30_000 };

describe('holders as our services and third parties are ones', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;
  let holders: Holder<HeldConnector>[] = [];
  let otherUrl: string;

  beforeAll(async () => {
    registry = await RunningRegistry.start();
    otherUrl = (await registry.startService()).url;
  });
  afterAll(() => registry.stop());
  beforeEach(() => {
    organization = registry.organization();
  });
  afterEach(async () => {
    await Promise.all(holders.map((holder) => holder.leave()));
    holders = [];
  });

  const none: Drain = { draining: 0, ended: Promise.resolve(0) };

  async function join(registryUrls = [registry.url], drain: Drain = none): Promise<Holder<HeldConnector>> {
    const token = () => registry.identity.serviceToken('flow-executor');
    const holder = new Holder<HeldConnector>({ registryUrls, token, kind: 'flow-executor', keep: (told) => told });
    holders.push(holder.start({ abortCalls: () => 2, drainCalls: () => drain }));
    await eventually(() => expect(holder.ready()).toBe(true), soon);
    return holder;
  }
  const untilOpen = (holder: Holder<HeldConnector>, connectorId: string, version = 1) =>
    eventually(() => expect(holder.mayStart(connectorId, version)).toBeUndefined(), soon);

  it('are counted in the receipt, each with what it stopped', async () => {
    const { connectorId } = await organization.create();
    const [one, two] = [await join(), await join([otherUrl])];
    for (const holder of [one, two]) await untilOpen(holder, connectorId);
    const answer = await organization.halt(connectorId, '?waitMs=20000');
    const { halt } = DeactivatedConnector.parse(answer.body);
    expect([answer.status, halt.sentence]).toEqual([200, expect.stringMatching(/^halted 2\/2 in \d+ ms$/)]);
    expect(halt.holders).toMatchObject([
      { outcome: 'acked', aborted: 2 },
      { outcome: 'acked', aborted: 2 },
    ]);
    for (const holder of [one, two]) expect(holder.mayStart(connectorId, 1)).toBe('INACTIVE');
  });

  it('hear of what is created, halted and activated without asking', async () => {
    const holder = await join();
    const { connectorId } = await organization.create();
    await untilOpen(holder, connectorId);
    await organization.halt(connectorId, '?waitMs=20000');
    expect(holder.mayStart(connectorId)).toBe('INACTIVE');
    await organization.call('POST', `/connectors/${connectorId}/activate`, { headers: { 'if-match': '"2"' } });
    await untilOpen(holder, connectorId, 3);
    expect(holder.mayStart(connectorId, 1)).toBe('VERSION_PASSED');
  });

  it('report a drain twice', async () => {
    const { connectorId } = await organization.create();
    const ended = Promise.withResolvers<number>();
    await untilOpen(await join([registry.url], { draining: 3, ended: ended.promise }), connectorId);
    const { headers, body } = await organization.halt(connectorId, '?waitMs=20000', { body: { reason: 'rotation', mode: 'drain' } });
    expect(body.halt.holders).toMatchObject([{ outcome: 'acked', draining: 3 }]);
    ended.resolve(1);
    await eventually(async () => {
      const { receipt } = Operation.parse((await organization.call('GET', organization.below(headers.get('location')))).body);
      expect(receipt?.holders).toMatchObject([{ aborted: 1, draining: 0 }]);
    }, soon);
  });

  it('that leave are not waited for', async () => {
    const { connectorId } = await organization.create();
    const leaving = await join();
    await leaving.leave();
    const { body } = await organization.halt(connectorId, '?waitMs=20000');
    expect(body.halt.holders.map(({ instanceId }: { instanceId: string }) => instanceId)).not.toContain(leaving.state.instanceId);
  });

  it('go on with another replica when theirs is stopped', async () => {
    const { connectorId } = await organization.create();
    const stopped = await registry.startService();
    const holder = await join([stopped.url, registry.url]);
    await untilOpen(holder, connectorId);
    await stopped.stop();
    await organization.halt(connectorId, '?waitMs=20000');
    await eventually(() => expect(holder.mayStart(connectorId)).toBe('INACTIVE'), soon);
    await eventually(() => expect(holder.ready()).toBe(true), soon);
  });
});
