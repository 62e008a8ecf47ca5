import { randomUUID } from 'node:crypto';
import { eventually } from '@patchbay/testing';
import { RunningAuthz } from './running-authz.ts';
import { TopicReader } from './topic-reader.ts';

const soon = { withinMs: 15_000 };

describe('/v1/organizations/{organizationId}', () => {
  let authz: RunningAuthz;
  let topic: TopicReader;

  beforeAll(async () => {
    authz = await RunningAuthz.start();
    topic = await TopicReader.open(authz.kafka);
  });

  afterAll(async () => {
    await topic?.close();
    await authz?.stop();
  });

  const pathOf = (organizationId: string) => `/v1/organizations/${organizationId}`;
  const put = (organizationId: string, body: object) => authz.call('PUT', pathOf(organizationId), { body });
  const putLicence = (organizationId: string, licence: string) =>
    authz.call('PUT', `${pathOf(organizationId)}/licence`, { body: { licence } });
  const licenceEvents = (organizationId: string) => topic.of(organizationId).map(({ data }) => data);
  const changed = (licence: string, previous: string | null) => ({ licence, previous, actor: authz.operator });

  it('creates an organization, which can then be read', async () => {
    const organizationId = randomUUID();
    const created = await put(organizationId, { name: ' Acme ', licence: 'FLEX3', timeZone: 'Europe/Berlin' });
    const organization = {
      organizationId,
      name: 'Acme',
      licence: 'FLEX3',
      timeZone: 'Europe/Berlin',
      createdAt: expect.stringMatching(/^20.*Z$/),
    };
    expect([created.status, created.body]).toEqual([201, organization]);
    const read = await authz.call('GET', pathOf(organizationId));
    expect([read.status, read.body]).toEqual([200, created.body]);
  });

  it('replaces name and licence of one that is there, and keeps when it was created', async () => {
    const organizationId = randomUUID();
    const created = await put(organizationId, { name: 'Acme', licence: 'FLEX3', timeZone: 'Asia/Kathmandu' });
    const replaced = await put(organizationId, { name: 'Acme Europe', licence: 'FLEX2' });
    expect([replaced.status, replaced.body]).toEqual([200, { ...created.body, name: 'Acme Europe', licence: 'FLEX2', timeZone: 'UTC' }]);
    expect((await authz.call('GET', pathOf(organizationId))).body).toEqual(replaced.body);
  });

  it('changes the licence alone', async () => {
    const organizationId = await authz.organization('NONE');
    const answer = await putLicence(organizationId, 'FLEX2');
    expect([answer.status, answer.body]).toMatchObject([200, { organizationId, name: 'Acme', licence: 'FLEX2' }]);
  });

  it('creates once when many create at once', async () => {
    const organizationId = randomUUID();
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => put(organizationId, { name: `${index}`, licence: 'NONE' })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 201]);
    await eventually(() => expect(licenceEvents(organizationId)).toEqual([changed('NONE', null)]), soon);
  });

  it('publishes each change of a licence, in order, and nothing else', async () => {
    const organizationId = randomUUID();
    await put(organizationId, { name: 'Acme', licence: 'NONE' });
    await put(organizationId, { name: 'Acme Europe', licence: 'NONE' });
    await putLicence(organizationId, 'NONE');
    await putLicence(organizationId, 'FLEX3');
    await put(organizationId, { name: 'Acme Europe', licence: 'FLEX2' });
    await eventually(
      () => expect(licenceEvents(organizationId)).toEqual([changed('NONE', null), changed('FLEX3', 'NONE'), changed('FLEX2', 'FLEX3')]),
      soon,
    );
  });

  it('publishes CloudEvents that carry on the trace of the request', async () => {
    const organizationId = randomUUID();
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01` };
    await authz.call('PUT', pathOf(organizationId.toUpperCase()), { body: { name: 'Acme', licence: 'NONE' }, headers });
    await eventually(() => expect(topic.of(organizationId)).toHaveLength(1), soon);
    expect(topic.of(organizationId)[0]?.headers).toMatchObject({
      ce_id: expect.stringMatching(/^[0-9a-f-]{14}7/),
      ce_source: 'authz',
      ce_type: 'patchbay.OrganizationLicenceChanged',
      ce_subject: organizationId,
      ce_orgid: organizationId,
      ce_specversion: '1.0',
    });
    expect(JSON.stringify(topic.of(organizationId)[0]?.headers)).toContain(traceId);
  });
});
