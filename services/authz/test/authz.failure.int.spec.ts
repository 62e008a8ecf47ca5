import type { OrganizationId } from '@patchbay/contracts';
import { eventually, SeverableLink } from '@patchbay/testing';
import { RunningAuthz } from './running-authz.ts';
import { TopicReader } from './topic-reader.ts';

const soon = { withinMs: 20_000 };

describe('authz, when something fails', () => {
  let authz: RunningAuthz;
  let link: SeverableLink | undefined;

  beforeEach(async () => {
    authz = await RunningAuthz.prepare();
  });

  afterEach(async () => {
    await authz?.stop();
    await link?.sever();
  });

  const readiness = async () => (await authz.call('GET', '/readyz', { token: null })).status;
  const question = (organizationId: OrganizationId) =>
    ({
      subject: { type: 'user', id: 'u-1' },
      action: { name: 'connector.read' },
      resource: { type: 'connector', id: '*', properties: { organizationId } },
    }) as const;

  it('gives no decision while Postgres is away, says that it is not ready, and goes on when it is back', async () => {
    link = await SeverableLink.to(authz.database.url);
    await authz.startService({ POSTGRES_URL: link.via(authz.database.url) });
    const organizationId = await authz.organization();
    await authz.assign(organizationId, 'u-1', 'full-admin');

    await link.sever();
    const token = await authz.identity.serviceToken('flow-executor');
    const undecided = await authz.call('POST', '/access/v1/evaluation', { token, body: question(organizationId) });
    const refused = await authz.call('GET', `/v1/organizations/${organizationId}`);
    const notReady = await readiness();
    await link.mend();

    expect([undecided.status, undecided.body.code, undecided.headers.get('retry-after')]).toEqual([503, 'postgres.unavailable', '1']);
    expect([refused.status, refused.body.code]).toEqual([503, 'access.undecided']);
    expect(notReady).toBe(503);
    await eventually(async () => expect(await authz.evaluate(question(organizationId))).toMatchObject({ decision: true }), soon);
    expect(await readiness()).toBe(200);
  });

  it('changes and decides while Kafka is away, stops in time, and publishes when it is back', async () => {
    await authz.startService({ KAFKA_BROKERS: ['127.0.0.1:1'] });
    const organizationId = await authz.organization();
    await authz.assign(organizationId, 'u-1', 'full-admin');
    expect(await authz.evaluate(question(organizationId))).toMatchObject({ decision: true });
    expect(await readiness()).toBe(200);
    expect(await authz.stopService()).toBe(true);

    await authz.startService();
    const topic = await TopicReader.open(authz.kafka);
    await eventually(
      () =>
        expect(topic.of(organizationId).map(({ headers }) => headers.ce_type)).toEqual([
          'patchbay.OrganizationLicenceChanged',
          'patchbay.RoleAssigned',
        ]),
      soon,
    );
    await topic.close();
  });

  it('migrates once when two replicas start together, and each knows what the other has stored', async () => {
    await Promise.all([authz.startService(), authz.startService()]);
    const organizationId = await authz.organization();
    await authz.assign(organizationId, 'u-1', 'full-admin');
    const decisions = [await authz.evaluate(question(organizationId))];
    await authz.stopService();
    decisions.push(await authz.evaluate(question(organizationId)));
    expect(decisions).toMatchObject([{ decision: true }, { decision: true }]);
  });

  it('does not start when its database refuses it, and says so', async () => {
    const wrong = new URL(authz.database.url);
    wrong.pathname = '/no-such-database';
    await expect(authz.startService({ POSTGRES_URL: wrong.href })).rejects.toThrow('no-such-database');
  });
});
