import { Action, type OrganizationId, type RefusalCode, Role } from '@patchbay/contracts';
import { administration, platformOperation, roleMatrix, serviceMatrix } from './role-matrix.ts';
import { RunningAuthz } from './running-authz.ts';

describe('POST /access/v1/evaluation', () => {
  let authz: RunningAuthz;
  let organizationId: OrganizationId;

  beforeAll(async () => {
    authz = await RunningAuthz.start();
    organizationId = await authz.organization();
  });

  afterAll(() => authz?.stop());

  const decisionOn = (type: 'user' | 'service', id: string, action: Action, about = organizationId) =>
    authz.evaluate({
      subject: { type, id },
      action: { name: action },
      resource: { type: 'connector', id: '*', properties: { organizationId: about } },
    });
  const allowedTo = async (type: 'user' | 'service', id: string): Promise<Action[]> => {
    const decisions = await Promise.all(Action.options.map(async (action) => ({ action, ...(await decisionOn(type, id, action)) })));
    return decisions.filter(({ decision }) => decision).map(({ action }) => action);
  };
  const refused = (code: RefusalCode, ...roles: string[]) => ({
    decision: false,
    context: { reason: { code, message: expect.any(String) }, roles },
  });
  const allowed = (...roles: string[]) => ({ decision: true, context: { roles } });

  it.each(Role.options)('allows %s exactly what the role matrix says, of every action there is', async (role) => {
    await authz.assign(organizationId, `u-${role}`, role);
    expect((await allowedTo('user', `u-${role}`)).toSorted()).toEqual(roleMatrix[role].toSorted());
  });

  it('allows a user of two roles what either of them may do', async () => {
    for (const role of ['flow-developer', 'partner-read-only-admin']) await authz.assign(organizationId, 'u-two', role);
    const either = new Set([...roleMatrix['flow-developer'], ...roleMatrix['partner-read-only-admin']]);
    expect((await allowedTo('user', 'u-two')).toSorted()).toEqual([...either].toSorted());
  });

  it.each(Object.entries(serviceMatrix))('allows the service %s exactly what it needs', async (id, actions) => {
    expect((await allowedTo('service', id)).toSorted()).toEqual(actions.toSorted());
  });

  it('allows a platform operator to run the platform, in any organization', async () => {
    expect((await allowedTo('user', authz.operator)).toSorted()).toEqual(platformOperation.toSorted());
  });

  it('refuses a member by the role', async () => {
    await authz.assign(organizationId, 'u-reader', 'read-only-admin');
    expect(await decisionOn('user', 'u-reader', 'connector.read')).toEqual(refused('role-not-allowed', 'read-only-admin'));
  });

  it.each(['FLEX2', 'NONE'])('asks for the licence where %s is all that stands in the way', async (licence) => {
    const unlicensed = await authz.organization(licence);
    await authz.assign(unlicensed, 'u-admin', 'full-admin');
    const reasons = await Promise.all(
      administration.map(async (action) => [action, (await decisionOn('user', 'u-admin', action, unlicensed)).context?.reason?.code]),
    );
    expect(Object.fromEntries(reasons)).toEqual({ 'connector.create': 'licence-required', 'connector.activate': 'licence-required' });
  });

  it('knows no member of an organization that does not exist, nor one of another organization', async () => {
    const [other, unknown] = [await authz.organization(), '0192f0c1-0000-7000-8000-00000000dead' as OrganizationId];
    await authz.assign(other, 'u-elsewhere', 'full-admin');
    expect(await decisionOn('user', 'u-elsewhere', 'connector.read')).toEqual(refused('not-a-member'));
    expect(await decisionOn('user', 'u-elsewhere', 'connector.read', unknown)).toEqual(refused('not-a-member'));
  });

  it('allows a service what spans organizations without one', async () => {
    const resource = { type: 'connector', id: '*' } as const;
    const ask = (type: 'user' | 'service', id: string) =>
      authz.evaluate({ subject: { type, id }, action: { name: 'connector.snapshot' }, resource });
    expect(await ask('service', 'flow-executor')).toEqual(allowed());
    expect(await ask('service', 'token-broker')).toEqual(allowed());
    expect(await ask('service', 'voice-platform')).toEqual(refused('role-not-allowed'));
    expect(await ask('user', 'u-anybody')).toEqual(refused('role-not-allowed'));
  });

  it('takes the organization by any spelling of its id', async () => {
    await authz.assign(organizationId, 'u-spelling', 'full-admin');
    const spelled = organizationId.toUpperCase() as OrganizationId;
    expect(await decisionOn('user', 'u-spelling', 'connector.read', spelled)).toEqual(allowed('full-admin'));
  });

  it('forgets a role with the answer to its revocation, and knows one with the answer to its assignment', async () => {
    const path = `/v1/organizations/${organizationId}/role-assignments/u-often/full-admin`;
    const decisions: boolean[] = [];
    for (let round = 0; round < 10; round += 1) {
      await authz.assign(organizationId, 'u-often', 'full-admin');
      decisions.push((await decisionOn('user', 'u-often', 'connector.read')).decision);
      await authz.call('DELETE', path);
      decisions.push((await decisionOn('user', 'u-often', 'connector.read')).decision);
    }
    expect(decisions).toEqual(Array.from({ length: 10 }, () => [true, false]).flat());
  });

  it('knows a licence with the answer to its change', async () => {
    const changing = await authz.organization('NONE');
    await authz.assign(changing, 'u-admin', 'full-admin');
    const before = await decisionOn('user', 'u-admin', 'connector.create', changing);
    await authz.call('PUT', `/v1/organizations/${changing}/licence`, { body: { licence: 'FLEX3' } });
    const after = await decisionOn('user', 'u-admin', 'connector.create', changing);
    expect([before, after]).toEqual([refused('licence-required', 'full-admin'), allowed('full-admin')]);
  });

  it('ignores what AuthZEN allows beside what is read here', async () => {
    const token = await authz.identity.serviceToken('flow-executor');
    const body = {
      subject: { type: 'user', id: authz.operator, properties: { department: 'sales' } },
      action: { name: 'organization.manage', properties: { method: 'PUT' } },
      resource: { type: 'organization', id: organizationId, properties: { organizationId, colour: 'red' } },
      context: { time: '2026-01-02T12:00:00Z' },
    };
    expect((await authz.call('POST', '/access/v1/evaluation', { token, body })).body).toEqual(allowed('platform-operator'));
  });

  it('may not be asked by a person, not even by a platform operator', async () => {
    const body = { subject: { type: 'user', id: 'u-1' }, action: { name: 'flow.read' }, resource: { type: 'flow', id: '*' } };
    const { status, body: problem } = await authz.call('POST', '/access/v1/evaluation', { body });
    expect([status, problem.code]).toEqual([403, 'access.role-not-allowed']);
  });

  it('may not be asked by a service that has no business with it', async () => {
    const token = await authz.identity.serviceToken('voice-platform');
    const body = { subject: { type: 'user', id: 'u-1' }, action: { name: 'flow.read' }, resource: { type: 'flow', id: '*' } };
    const { status, body: problem } = await authz.call('POST', '/access/v1/evaluation', { token, body });
    expect([status, problem.code]).toEqual([403, 'access.role-not-allowed']);
  });

  it('is announced to everybody at its well-known address', async () => {
    const { status, body } = await authz.call('GET', '/.well-known/authzen-configuration', { token: null });
    expect([status, body]).toEqual([
      200,
      { policy_decision_point: 'http://authz.test:8082', access_evaluation_endpoint: 'http://authz.test:8082/access/v1/evaluation' },
    ]);
  });
});
