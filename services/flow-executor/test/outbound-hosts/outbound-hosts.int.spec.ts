import { Execution, OutboundHosts } from '@patchbay/contracts';
import { eventually, expectStatus, type HttpAnswer } from '@patchbay/testing';
import { openFlow } from '../support/flows.ts';
import { type OrganizationClient, problemOf, RunningExecutor } from '../support/running-executor.ts';

describe('the outbound hosts of an organization', () => {
  let executor: RunningExecutor;
  beforeAll(async () => {
    executor = await RunningExecutor.start();
  });
  afterAll(() => executor.stop());

  const read = (organization: OrganizationClient) => organization.call('GET', '/outbound-hosts');
  const put = (organization: OrganizationClient, version: number | string, hosts: unknown, base?: string): Promise<HttpAnswer<unknown>> =>
    organization.call('PUT', '/outbound-hosts', { body: { hosts }, headers: { 'if-match': `"${version}"` } }, base);

  it('are none until they are set', async () => {
    const answer = await read(executor.organization());
    expect(OutboundHosts.parse(answer.body)).toEqual({ hosts: [], version: 0, updatedAt: null, updatedBy: null });
    expect(answer.headers.get('etag')).toBe('"0"');
  });

  it('are replaced as a whole, by whoever has seen the last version', async () => {
    const organization = executor.organization();
    const first = await put(organization, 0, [' API.example ', '*.example.com', 'crm.example:8443', 'api.example']);
    expect(OutboundHosts.parse(expectStatus(200, first))).toMatchObject({
      hosts: ['api.example', '*.example.com', 'crm.example:8443'],
      version: 1,
      updatedBy: 'developer',
    });
    expect(first.headers.get('etag')).toBe('"1"');
    expect(problemOf(await put(organization, 0, []))).toEqual({ status: 412, code: 'outbound-hosts.version-mismatch' });
    expect(expectStatus(200, await put(organization, 1, []))).toMatchObject({ hosts: [], version: 2 });
    expect((await read(organization)).body).toMatchObject({ hosts: [], version: 2 });
    expect(problemOf(await organization.call('PUT', '/outbound-hosts', { body: { hosts: [] } }))).toMatchObject({ status: 428 });
  });

  it('are changed by one of those who do so at once', async () => {
    const organization = executor.organization();
    const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => put(organization, 0, [`h${index}.example`])));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
    expect((await read(organization)).body).toMatchObject({ version: 1 });
  });

  it.each([
    [['https://api.example']],
    [['api.example/path']],
    [['*']],
    [['*.com']],
    [['a.*.example']],
    [['user@api.example']],
    [['api.example:0']],
    [['api.example:65536']],
    [['-api.example']],
    [['bücher.example']],
    [['']],
    [[7]],
    ['api.example'],
    [Array.from({ length: 101 }, (_, index) => `h${index}.example`)],
  ])('are not %j', async (hosts) => {
    expect(await put(executor.organization(), 0, hosts)).toMatchObject({ status: 400 });
  });

  it('are asked for at authz, each with its own action', async () => {
    const organization = executor.organization();
    await read(organization);
    await put(organization, 0, []);
    const token = await executor.around.identity.userToken('read-only-admin');
    expect(await organization.call('GET', '/outbound-hosts', { token })).toMatchObject({ status: 403 });
    const refused = { token, body: { hosts: [] }, headers: { 'if-match': '"1"' } };
    expect(await organization.call('PUT', '/outbound-hosts', refused)).toMatchObject({ status: 403 });
  });

  it('are where its flows may send requests without a connector, on every replica, and where no other may', async () => {
    const { url, port } = executor.around.upstream;
    const [organization, other] = [executor.organization(), executor.organization()];
    const replica = await executor.startReplica();
    await executor.ready(replica);
    const answers = async (caller: OrganizationClient, flowId: string, base?: string) => {
      const { outcome } = Execution.parse(await caller.start(flowId, {}, base));
      return outcome;
    };
    const [flowId, foreign] = [await organization.publishedFlow(openFlow(url)), await other.publishedFlow(openFlow(url))];
    for (const base of [executor.url, replica.url]) expect(await answers(organization, flowId, base)).toMatchObject({ type: 'COMPLETED' });
    expect(executor.around.upstream.arrivals).toHaveLength(0);
    expectStatus(200, await put(organization, 0, [`127.0.0.1:${port}`], replica.url));
    for (const base of [executor.url, replica.url])
      await eventually(async () => expect(await answers(organization, flowId, base)).toMatchObject({ type: 'ROUTED' }), {
        withinMs: 20_000,
      });
    expect(await answers(other, foreign)).toMatchObject({ type: 'COMPLETED' });
    expectStatus(200, await put(organization, 1, []));
    for (const base of [executor.url, replica.url])
      await eventually(async () => expect(await answers(organization, flowId, base)).toMatchObject({ type: 'COMPLETED' }), {
        withinMs: 20_000,
      });
  });
});
