import { randomUUID } from 'node:crypto';
import { type OrganizationClient, RunningRegistry } from './running-registry.ts';

const body = { name: 'CRM', accessLevel: 'READ_ONLY', authorized: true };

describe('the registry refuses', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;

  beforeAll(async () => {
    registry = await RunningRegistry.start();
  });

  afterAll(() => registry.stop());

  beforeEach(() => {
    organization = registry.organization();
  });

  describe('a body', () => {
    it('that is not JSON', async () => {
      const answer = await organization.call('POST', '/connectors', { raw: '{"name": ' });
      expect([answer.status, answer.body.code]).toEqual([400, 'request.malformed-json']);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    });

    it('with a field that is not known', async () => {
      const answer = await organization.call('POST', '/connectors', { body: { ...body, state: 'ACTIVE' } });
      expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid', errors: [{ field: 'state' }] } });
    });

    it.each([
      ['accessLevel', { ...body, accessLevel: ['READ_ONLY', 'READ_WRITE'] }],
      ['accessLevel', { ...body, accessLevel: 'ADMIN' }],
      ['name', { ...body, name: 7 }],
      ['name', { ...body, name: '   ' }],
      ['name', { ...body, name: 'x'.repeat(81) }],
      ['name', { ...body, name: '😀'.repeat(81) }],
      ['name', { ...body, name: '\u200b\u2060' }],
      ['name', { ...body, name: 'C\u0000RM' }],
      ['name', { ...body, name: 'C\nRM' }],
      ['name', { ...body, name: 'C\ud800RM' }],
      ['description', { ...body, description: '\u0000' }],
      ['description', { ...body, description: 'x'.repeat(257) }],
      ['authorized', { ...body, authorized: 'yes' }],
      ['kind', { ...body, kind: 'salesforce' }],
    ])('whose %s is wrong', async (field, wrong) => {
      const answer = await organization.call('POST', '/connectors', { body: wrong });
      expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid', errors: [{ field }] } });
    });

    it('that is no object', async () => {
      expect(await organization.call('POST', '/connectors', { body: [] })).toMatchObject({
        status: 400,
        body: { code: 'request.invalid' },
      });
    });

    it('that is too large', async () => {
      const answer = await organization.call('POST', '/connectors', { body: { ...body, description: 'x'.repeat(2_000_000) } });
      expect(answer).toMatchObject({ status: 413, body: { code: 'request.too-large' } });
    });

    it('of another media type', async () => {
      const answer = await organization.call('POST', '/connectors', { raw: 'name=CRM', headers: { 'content-type': 'text/plain' } });
      expect(answer).toMatchObject({ status: 415, body: { code: 'request.unsupported-media-type' } });
    });

    it('without a reason for a deactivation', async () => {
      const { connectorId } = await organization.create();
      const answer = await organization.call('POST', `/connectors/${connectorId}/deactivate`, { body: { mode: 'abort' } });
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'reason' }] } });
    });
  });

  describe('a query', () => {
    it.each(['pageSize=0', 'pageSize=101', 'pageSize=many', 'state=PAUSED', 'colour=red', 'pageSize=1&pageSize=2'])('%s', async (query) => {
      expect(await organization.call('GET', `/connectors?${query}`)).toMatchObject({ status: 400, body: { code: 'request.invalid' } });
    });

    it.each(['x', '%00', '../..', 'MDE5Mg'])('with the page token %s, which is none of ours', async (pageToken) => {
      const answer = await organization.call('GET', `/connectors?pageToken=${pageToken}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'connector.page-token-invalid' } });
    });

    it('that waits longer than half a minute', async () => {
      const answer = await organization.call('GET', `/operations/${randomUUID()}?waitMs=30001`);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'waitMs' }] } });
    });
  });

  describe('what is not there', () => {
    const ofConnector = [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/deactivate'],
      ['POST', '/activate'],
      ['GET', '/impact'],
      ['GET', '/references'],
    ] as const;
    const call = (client: OrganizationClient, method: string, path: string) =>
      client.call(method, path, {
        headers: { 'if-match': '"1"' },
        ...(method === 'PATCH' && { body: { name: 'ERP' } }),
        ...(path.endsWith('/deactivate') && { body: { reason: 'x' } }),
      });

    it.each(ofConnector)('%s of an unknown connector%s', async (method, path) => {
      expect(await call(organization, method, `/connectors/${randomUUID()}${path}`)).toMatchObject({
        status: 404,
        body: { code: 'connector.not-found' },
      });
    });

    it.each(ofConnector)("%s of another organization's connector%s", async (method, path) => {
      const { connectorId } = await registry.organization().create();
      const answer = await call(organization, method, `/connectors/${connectorId}${path}`);
      expect([answer.status, answer.body.code]).toEqual([404, 'connector.not-found']);
    });

    it.each(ofConnector)('%s of an id that is none%s', async (method, path) => {
      expect(await call(organization, method, `/connectors/7${path}`)).toMatchObject({
        status: 404,
        body: { code: 'connector.not-found' },
      });
    });

    it('an operation that is unknown, or of another organization', async () => {
      const other = registry.organization();
      const { connectorId } = await other.createInactive();
      const operation = await other.delete(connectorId);
      expect((await other.call('GET', operation)).status).toBe(200);
      for (const path of [operation, `/operations/${randomUUID()}`, '/operations/x']) {
        expect(await organization.call('GET', path)).toMatchObject({ status: 404, body: { code: 'operation.not-found' } });
      }
    });

    it('an organization whose id is none', async () => {
      const answer = await registry.call('GET', '/v1/organizations/acme/connectors');
      expect(answer).toMatchObject({ status: 404, body: { code: 'organization.not-found' } });
    });

    it('a flow whose id is none', async () => {
      expect(await organization.call('GET', '/flows/main/references')).toMatchObject({ status: 404, body: { code: 'flow.not-found' } });
    });

    it('a route', async () => {
      expect(await registry.call('GET', '/v1/connectors')).toMatchObject({ status: 404, body: { code: 'request.unknown-route' } });
    });
  });

  describe('a caller', () => {
    const refusal = async (token: string | null) => organization.call('GET', '/connectors', { token });

    it('without a token', async () => {
      expect(await refusal(null)).toMatchObject({ status: 401, body: { code: 'request.unauthenticated' } });
    });

    it('with a token that is none', async () => {
      expect(await refusal('x.y.z')).toMatchObject({ status: 401, body: { code: 'request.unauthenticated' } });
    });

    it('with an expired token', async () => {
      expect(await refusal(await registry.identity.expiredToken('full-admin'))).toMatchObject({ status: 401 });
    });

    it.each(['key', 'audience', 'issuer'] as const)('with a token of a foreign %s', async (wrong) => {
      expect(await refusal(await registry.identity.foreignToken('full-admin', wrong))).toMatchObject({ status: 401 });
    });

    const as = (userId: string) => registry.identity.userToken(userId);

    it.each([
      ['POST', '/connectors'],
      ['GET', '/connectors'],
      ['GET', `/connectors/${randomUUID()}`],
      ['PATCH', `/connectors/${randomUUID()}`],
      ['POST', `/connectors/${randomUUID()}/deactivate`],
      ['POST', `/connectors/${randomUUID()}/activate`],
      ['DELETE', `/connectors/${randomUUID()}`],
      ['GET', `/connectors/${randomUUID()}/impact`],
      ['GET', `/connectors/${randomUUID()}/references`],
      ['GET', `/flows/${randomUUID()}/references`],
      ['PUT', `/flows/${randomUUID()}/references`],
      ['DELETE', `/flows/${randomUUID()}/references`],
      ['GET', `/operations/${randomUUID()}`],
    ])('whose role does not allow %s %s', async (method, path) => {
      const answer = await organization.call(method, path, { token: await as('read-only-admin') });
      expect(answer).toMatchObject({ status: 403, body: { code: 'access.role-not-allowed' } });
    });

    it('whose role does not allow the snapshot', async () => {
      const answer = await registry.call('GET', '/v1/connector-snapshot', { token: await as('read-only-admin') });
      expect(answer).toMatchObject({ status: 403, body: { code: 'access.role-not-allowed' } });
    });

    it('who has no role in the organization, as if it were not there', async () => {
      const answer = await organization.call('GET', '/connectors', { token: await as('stranger') });
      expect(answer).toMatchObject({ status: 404, body: { code: 'organization.not-found' } });
    });

    it.each(['/connectors', `/connectors/${randomUUID()}/activate`])('whose organization has no licence for POST %s', async (path) => {
      const answer = await organization.call('POST', path, { token: await as('unlicensed'), body });
      expect(answer).toMatchObject({ status: 403, body: { code: 'access.licence-required' } });
    });
  });
});
