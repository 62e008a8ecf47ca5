import { type OrganizationClient, RunningRegistry } from './running-registry.ts';

const body = { name: 'CRM', accessLevel: 'READ_ONLY', authorized: true };

describe('the rules refuse', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;

  beforeAll(async () => {
    registry = await RunningRegistry.start({ CONNECTOR_QUOTA: '3' });
  });

  afterAll(() => registry.stop());

  beforeEach(() => {
    organization = registry.organization();
  });

  describe('a new connector', () => {
    it('without consent', async () => {
      for (const authorized of [false, undefined]) {
        const answer = await organization.call('POST', '/connectors', { body: { ...body, authorized } });
        expect(answer).toMatchObject({ status: 400, body: { code: 'connector.consent-missing', field: 'authorized' } });
      }
    });

    it('of a name that is taken, whatever its case and the spaces around it', async () => {
      await organization.create({ name: 'CRM read' });
      const answer = await organization.call('POST', '/connectors', { body: { ...body, name: ' crm READ ' } });
      expect(answer).toMatchObject({ status: 409, body: { code: 'connector.name-taken', field: 'name' } });
    });

    it('beyond the quota, also when many come at once', async () => {
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      const answers = await Promise.all(names.map((name) => organization.call('POST', '/connectors', { body: { ...body, name } })));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
      expect(answers.find(({ status }) => status !== 201)).toMatchObject({
        status: 409,
        body: { code: 'connector.quota-exceeded', quota: 3 },
      });
    });
  });

  describe('an action that the state does not allow, and says which are', () => {
    const refused = (allowedActions: string[]) => ({ status: 409, body: { code: 'connector.illegal-transition', allowedActions } });

    it('of a connector that is active', async () => {
      const { connectorId } = await organization.create();
      const path = `/connectors/${connectorId}`;
      const ifMatch = { headers: { 'if-match': '"1"' } };
      expect(await organization.call('POST', `${path}/activate`, ifMatch)).toMatchObject(refused(['deactivate']));
      expect(await organization.call('PATCH', path, { ...ifMatch, body: { name: 'x' } })).toMatchObject(refused(['deactivate']));
      expect(await organization.call('DELETE', path, ifMatch)).toMatchObject(refused(['deactivate']));
    });

    it('of a connector that is inactive', async () => {
      const { connectorId } = await organization.createInactive();
      const answer = await organization.call('POST', `/connectors/${connectorId}/deactivate`, { body: { reason: 'again' } });
      expect(answer).toMatchObject(refused(['update', 'activate', 'delete']));
    });

    it('of a connector that is being deleted or is deleted', async () => {
      const { connectorId } = await organization.createInactive();
      const operation = await organization.delete(connectorId);
      const seen = (version: number) => ({ headers: { 'if-match': `"${version}"` } });
      expect(await organization.call('POST', `/connectors/${connectorId}/activate`, seen(3))).toMatchObject(refused([]));
      expect((await organization.call('GET', `${operation}?waitMs=30000`)).body.state).toBe('SUCCEEDED');
      expect(await organization.call('POST', `/connectors/${connectorId}/activate`, seen(4))).toMatchObject(refused([]));
      expect(await organization.call('DELETE', `/connectors/${connectorId}`, { headers: { 'if-match': '"x"' } })).toMatchObject(
        refused([]),
      );
    });
  });

  describe('a change by somebody who has seen another version', () => {
    it.each([
      ['PATCH', '', { name: 'ERP' }],
      ['POST', '/activate', undefined],
    ] as const)('%s%s', async (method, path, change) => {
      const { connectorId } = await organization.createInactive();
      const answer = await organization.call(method, `/connectors/${connectorId}${path}`, {
        headers: { 'if-match': '"1"' },
        ...(change && { body: change }),
      });
      expect(answer).toMatchObject({ status: 412, body: { code: 'connector.version-stale', currentVersion: 2 } });
    });

    it('POST/deactivate', async () => {
      const { connectorId } = await organization.create();
      const answer = await organization.call('POST', `/connectors/${connectorId}/deactivate`, {
        body: { reason: 'x' },
        headers: { 'if-match': '"7"' },
      });
      expect(answer).toMatchObject({ status: 412, body: { code: 'connector.version-stale', currentVersion: 1 } });
    });

    it('an update or activation that does not say which version was seen', async () => {
      const { connectorId } = await organization.createInactive();
      const update = await organization.call('PATCH', `/connectors/${connectorId}`, { body: { name: 'ERP' } });
      const activation = await organization.call('POST', `/connectors/${connectorId}/activate`);
      for (const answer of [update, activation]) expect(answer).toMatchObject({ status: 428, body: { code: 'request.if-match-required' } });
    });

    it('but no deactivation for not saying it: a halt is not to wait for a look', async () => {
      const { connectorId } = await organization.create();
      expect((await organization.deactivate(connectorId)).state).toBe('INACTIVE');
    });

    it.each(['*', 'W/"2"', '2', '"two"'])('an update whose If-Match is %s', async (ifMatch) => {
      const { connectorId } = await organization.createInactive();
      const answer = await organization.call('PATCH', `/connectors/${connectorId}`, {
        body: { name: 'ERP' },
        headers: { 'if-match': ifMatch },
      });
      expect(answer).toMatchObject({ status: 400, body: { code: 'request.if-match-malformed' } });
    });
  });

  it('to raise the access level without a fresh consent', async () => {
    const { connectorId } = await organization.createInactive();
    const answer = await organization.call('PATCH', `/connectors/${connectorId}`, {
      body: { accessLevel: 'READ_WRITE' },
      headers: { 'if-match': '"2"' },
    });
    expect(answer).toMatchObject({ status: 400, body: { code: 'connector.consent-missing' } });
  });

  describe('the second of two operators', () => {
    const statusesOf = async (...calls: Promise<{ status: number }>[]) => (await Promise.all(calls)).map(({ status }) => status).toSorted();

    it('who deactivate at once, with 409, or 412 when they say what they saw', async () => {
      for (const [headers, refusal] of [
        [{}, 409],
        [{ 'if-match': '"1"' }, 412],
      ] as const) {
        const { connectorId } = await organization.create();
        const deactivate = () => organization.call('POST', `/connectors/${connectorId}/deactivate`, { body: { reason: 'x' }, headers });
        expect(await statusesOf(deactivate(), deactivate(), deactivate())).toEqual([200, refusal, refusal]);
        expect((await organization.call('GET', `/connectors/${connectorId}`)).body.version).toBe(2);
      }
    });

    it('who update at once, with 412: no change is lost', async () => {
      const { connectorId } = await organization.createInactive();
      const update = (name: string) =>
        organization.call('PATCH', `/connectors/${connectorId}`, { body: { name }, headers: { 'if-match': '"2"' } });
      expect(await statusesOf(update('one'), update('other'))).toEqual([200, 412]);
    });

    it('who take the same name at once, with 409', async () => {
      const create = () => organization.call('POST', '/connectors', { body });
      expect(await statusesOf(create(), create())).toEqual([201, 409]);
    });
  });
});
