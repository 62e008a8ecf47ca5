import { type OrganizationId, RoleAssignmentList } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { RunningAuthz } from './running-authz.ts';
import { TopicReader } from './topic-reader.ts';

const soon = { withinMs: 15_000 };

describe('/v1/organizations/{organizationId}/role-assignments', () => {
  let authz: RunningAuthz;
  let topic: TopicReader;
  let organizationId: OrganizationId;

  beforeAll(async () => {
    authz = await RunningAuthz.start();
    topic = await TopicReader.open(authz.kafka);
  });

  beforeEach(async () => {
    organizationId = await authz.organization();
  });

  afterAll(async () => {
    await topic?.close();
    await authz?.stop();
  });

  const list = async () => (await authz.call('GET', `/v1/organizations/${organizationId}/role-assignments`)).body;
  const revoke = (userId: string, role: string) =>
    authz.call('DELETE', `/v1/organizations/${organizationId}/role-assignments/${encodeURIComponent(userId)}/${role}`);
  const roleEvents = () =>
    topic
      .of(organizationId)
      .map(({ headers, data }) => [headers.ce_type, data])
      .filter(([type]) => type !== 'patchbay.OrganizationLicenceChanged');

  it('gives a user a role', async () => {
    const { status, body } = await authz.assign(organizationId, 'u-1', 'full-admin');
    const assignment = { userId: 'u-1', role: 'full-admin', assignedBy: authz.operator, assignedAt: expect.stringMatching(/^20.*Z$/) };
    expect([status, body]).toEqual([201, assignment]);
    expect(await list()).toEqual({ items: [body] });
  });

  it('answers a repeated assignment with the one that is there', async () => {
    const first = await authz.assign(organizationId, 'u-1', 'full-admin');
    const second = await authz.assign(organizationId, 'u-1', 'full-admin');
    expect([second.status, second.body]).toEqual([200, first.body]);
    expect(await list()).toEqual({ items: [first.body] });
  });

  it('assigns once when many assign at once, and answers each', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => authz.assign(organizationId, 'u-1', 'full-admin')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  });

  it('lists by user, then role, the assignments of this organization', async () => {
    const other = await authz.organization();
    await authz.assign(other, 'u-0', 'full-admin');
    for (const userId of ['u-2', 'u-1']) await authz.assign(organizationId, userId, 'full-admin');
    await authz.assign(organizationId, 'u-2', 'flow-developer');
    expect(await list()).toMatchObject({
      items: [
        { userId: 'u-1', role: 'full-admin' },
        { userId: 'u-2', role: 'flow-developer' },
        { userId: 'u-2', role: 'full-admin' },
      ],
    });
  });

  it('lists page by page, on from where the page before ended', async () => {
    for (const userId of ['u-1', "u-2 o'brien", 'u-3']) await authz.assign(organizationId, userId, 'full-admin');
    const path = `/v1/organizations/${organizationId}/role-assignments?pageSize=2`;
    const first = RoleAssignmentList.parse((await authz.call('GET', path)).body);
    await authz.assign(organizationId, 'u-0', 'full-admin');
    const second = RoleAssignmentList.parse((await authz.call('GET', `${path}&pageToken=${first.nextPageToken}`)).body);
    expect([first, second].map(({ items }) => items.map(({ userId }) => userId))).toEqual([['u-1', "u-2 o'brien"], ['u-3']]);
    expect(second.nextPageToken).toBeUndefined();
  });

  it.each(['MDE5Mg', '{}', '{"userId":"a\u0000","role":"full-admin"}', '{"userId":"a","role":"emperor"}'])(
    'refuses %s as a page token',
    async (position) => {
      const pageToken = Buffer.from(position).toString('base64url');
      const answer = await authz.call('GET', `/v1/organizations/${organizationId}/role-assignments?pageToken=${pageToken}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'role-assignment.page-token-invalid', field: 'pageToken' } });
    },
  );

  it('takes a role from a user, whatever the id looks like', async () => {
    const userIds = ['u-1', 'auth0|5f7c', "o'brien@example.org", 'C:\\users/50%', 'Zoë'];
    for (const userId of userIds) await authz.assign(organizationId, userId, 'full-admin');
    const answers = [];
    for (const userId of userIds) answers.push((await revoke(userId, 'full-admin')).status);
    expect(answers).toEqual(userIds.map(() => 204));
    expect(await list()).toEqual({ items: [] });
  });

  it('takes a role from the last administrator like from any other', async () => {
    await authz.assign(organizationId, 'u-last', 'full-admin');
    expect((await revoke('u-last', 'full-admin')).status).toBe(204);
  });

  it.each([
    ['that the user does not have', 'flow-developer'],
    ['that does not exist', 'emperor'],
  ])('cannot take a role %s', async (_which, role) => {
    await authz.assign(organizationId, 'u-1', 'full-admin');
    const { status, body } = await revoke('u-1', role);
    expect([status, body.code]).toEqual([404, 'role-assignment.not-found']);
  });

  it('takes a role once', async () => {
    await authz.assign(organizationId, 'u-1', 'full-admin');
    const answers = await Promise.all(Array.from({ length: 4 }, () => revoke('u-1', 'full-admin')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404, 404]);
  });

  it('publishes each role that is given and taken, in order and once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => authz.assign(organizationId, 'u-1', 'full-admin')));
    await revoke('u-1', 'full-admin');
    await revoke('u-1', 'full-admin');
    await authz.assign(organizationId, 'u-1', 'full-admin');
    const data = { userId: 'u-1', role: 'full-admin', actor: authz.operator };
    await eventually(
      () =>
        expect(roleEvents()).toEqual([
          ['patchbay.RoleAssigned', data],
          ['patchbay.RoleRevoked', data],
          ['patchbay.RoleAssigned', data],
        ]),
      soon,
    );
  });
});
