import type { OrganizationId } from '@patchbay/contracts';
import { RunningAuthz } from './running-authz.ts';

const unknownOrganization = '0192f0c1-0000-7000-8000-00000000dead';

/** Every route that needs a token; `{o}` is an organization. */
const routes: [method: string, path: string, body?: object][] = [
  ['PUT', '/v1/organizations/{o}', { name: 'Acme', licence: 'FLEX3' }],
  ['GET', '/v1/organizations/{o}'],
  ['PUT', '/v1/organizations/{o}/licence', { licence: 'FLEX2' }],
  ['GET', '/v1/organizations/{o}/role-assignments'],
  ['POST', '/v1/organizations/{o}/role-assignments', { userId: 'u-new', role: 'full-admin' }],
  ['DELETE', '/v1/organizations/{o}/role-assignments/u-member/full-admin'],
];
const readOrganization = '/v1/organizations/{o}';
/** Those of the operation of the platform. */
const operating = routes.filter(([method, path]) => method !== 'GET' || path !== readOrganization);
const writing = routes.filter(([, , body]) => body !== undefined);
const evaluation = { subject: { type: 'user', id: 'u-1' }, action: { name: 'flow.read' }, resource: { type: 'flow', id: '*' } };

describe('bad input', () => {
  let authz: RunningAuthz;
  let organizationId: OrganizationId;

  beforeAll(async () => {
    authz = await RunningAuthz.start();
    organizationId = await authz.organization();
    for (const role of ['full-admin', 'flow-developer']) await authz.assign(organizationId, 'u-member', role);
  });

  afterAll(() => authz?.stop());

  const at = (path: string, organization: string = organizationId) => path.replace('{o}', organization);
  const answerTo = async (...call: Parameters<RunningAuthz['call']>) => {
    const { status, headers, body } = await authz.call(...call);
    return { status, code: body.code, errors: body.errors, type: headers.get('content-type'), detail: body.detail };
  };
  const problem = (status: number, code: string, more: object = {}) =>
    expect.objectContaining({
      status,
      code,
      type: expect.stringContaining('application/problem+json'),
      detail: expect.any(String),
      ...more,
    });
  const unchanged = async () => {
    const { body } = await authz.call('GET', `/v1/organizations/${organizationId}`);
    const { body: roles } = await authz.call('GET', `/v1/organizations/${organizationId}/role-assignments`);
    return [body, roles];
  };

  describe('a token', () => {
    const all = [...routes, ['POST', '/access/v1/evaluation', evaluation] as (typeof routes)[number]];
    const tokens: Record<string, () => Promise<string | null>> = {
      'that is missing': async () => null,
      'that is not one': async () => 'not.a.token',
      'that has expired': () => authz.identity.expiredToken(authz.operator),
      'signed by somebody else': () => authz.identity.foreignToken(authz.operator),
      'for another audience': () => authz.identity.foreignToken(authz.operator, 'audience'),
      'of another issuer': () => authz.identity.foreignToken(authz.operator, 'issuer'),
    };

    it.each(Object.entries(tokens))('%s opens no route', async (_which, token) => {
      const before = await unchanged();
      const bearer = await token();
      const answers = await Promise.all(all.map(([method, path, body]) => answerTo(method, at(path), { token: bearer, body })));
      expect(answers).toEqual(all.map(() => problem(401, 'request.unauthenticated')));
      expect(await unchanged()).toEqual(before);
    });
  });

  describe('a caller', () => {
    const callers: Record<string, [() => Promise<string>, number, string]> = {
      'with every role of the organization but not the operation of the platform': [
        () => authz.identity.userToken('u-member'),
        403,
        'access.role-not-allowed',
      ],
      'from another organization': [() => authz.identity.userToken('u-stranger'), 404, 'organization.not-found'],
      'that is a service': [() => authz.identity.serviceToken('connector-registry'), 403, 'access.role-not-allowed'],
      'that is a service with the id of a platform operator': [
        () => authz.identity.serviceToken(authz.operator),
        403,
        'access.role-not-allowed',
      ],
    };

    it.each(Object.entries(callers))('%s may use no route', async (_which, [token, status, code]) => {
      const other = await authz.organization();
      await authz.assign(other, 'u-stranger', 'full-admin');
      const before = await unchanged();
      const bearer = await token();
      const answers = await Promise.all(operating.map(([method, path, body]) => answerTo(method, at(path), { token: bearer, body })));
      expect(answers).toEqual(operating.map(() => problem(status, code)));
      expect(await unchanged()).toEqual(before);
    });
  });

  describe('an organization', () => {
    it('that is unknown is found by no route, and created by PUT alone', async () => {
      const others = routes.slice(1);
      const answers = await Promise.all(others.map(([method, path, body]) => answerTo(method, at(path, unknownOrganization), { body })));
      expect(answers).toEqual(others.map(() => problem(404, 'organization.not-found')));
    });

    it.each(['1', 'not-a-uuid', "' OR 1=1 --", '%00', '0192f0c1-0000-7000-8000-00000000dead-and-more'])(
      'with the id %s is no organization',
      async (id) => {
        const spelled = id === '%00' ? id : encodeURIComponent(id);
        const answers = await Promise.all(routes.map(([method, path, body]) => answerTo(method, at(path, spelled), { body })));
        expect(answers).toEqual(routes.map(() => problem(404, 'organization.not-found')));
      },
    );
  });

  describe('a body', () => {
    it.each(writing)('that is not JSON is refused by %s %s', async (method, path) => {
      for (const raw of ['{"name":', 'Acme', '{"name":"a"}}']) {
        expect(await answerTo(method, at(path), { raw })).toEqual(problem(400, 'request.malformed-json'));
      }
    });

    it.each(writing)('that is JSON but no object, or missing, is refused by %s %s', async (method, path) => {
      for (const raw of ['null', '[]', '"text"', '7']) {
        expect(await answerTo(method, at(path), { raw })).toEqual(problem(400, 'request.invalid'));
      }
      expect((await answerTo(method, at(path))).status).toBe(400);
    });

    it.each(writing)('with a field that %s %s does not know is refused', async (method, path, body) => {
      const answer = await answerTo(method, at(path), { body: { ...body, colour: 'red' } });
      expect(answer).toEqual(problem(400, 'request.invalid', { errors: [expect.objectContaining({ field: 'colour' })] }));
    });

    it.each(writing)('with fields of a wrong type is refused by %s %s, which names each', async (method, path, body = {}) => {
      const wrong = Object.fromEntries(Object.keys(body).map((field) => [field, 7]));
      const { status, errors } = await answerTo(method, at(path), { body: wrong });
      expect([status, (errors as { field: string }[]).map(({ field }) => field).toSorted()]).toEqual([400, Object.keys(body).toSorted()]);
    });

    it.each(writing)('that is too large is refused by %s %s', async (method, path) => {
      const raw = JSON.stringify({ name: 'x'.repeat(1_100_000), licence: 'FLEX3' });
      expect(await answerTo(method, at(path), { raw })).toEqual(problem(413, 'request.too-large'));
    });

    it.each(writing)('that is no JSON by its media type is refused by %s %s', async (method, path, body) => {
      const answer = await answerTo(method, at(path), { body, headers: { 'content-type': 'text/plain' } });
      expect(answer).toEqual(problem(415, 'request.unsupported-media-type'));
    });

    it.each([
      ['PUT', '/v1/organizations/{o}', { name: ' ', licence: 'FLEX3' }, 'name'],
      ['PUT', '/v1/organizations/{o}', { name: 'Acme', licence: 'FLEX3', timeZone: 'Europe/Atlantis' }, 'timeZone'],
      ['PUT', '/v1/organizations/{o}', { name: 'Acme', licence: 'FLEX3', timeZone: '+02:00' }, 'timeZone'],
      ['PUT', '/v1/organizations/{o}', { name: 'x'.repeat(121), licence: 'FLEX3' }, 'name'],
      ['PUT', '/v1/organizations/{o}', { name: 'a\u0000b', licence: 'FLEX3' }, 'name'],
      ['PUT', '/v1/organizations/{o}', { name: 'Acme', licence: 'FLEX4' }, 'licence'],
      ['PUT', '/v1/organizations/{o}/licence', { licence: 'flex3' }, 'licence'],
      ['POST', '/v1/organizations/{o}/role-assignments', { userId: ' ', role: 'full-admin' }, 'userId'],
      ['POST', '/v1/organizations/{o}/role-assignments', { userId: 'u\u0000', role: 'full-admin' }, 'userId'],
      ['POST', '/v1/organizations/{o}/role-assignments', { userId: 'x'.repeat(101), role: 'full-admin' }, 'userId'],
      ['POST', '/v1/organizations/{o}/role-assignments', { userId: 'ü'.repeat(20), role: 'full-admin' }, 'userId'],
      ['POST', '/v1/organizations/{o}/role-assignments', { userId: 'u-\ud800', role: 'full-admin' }, 'userId'],
      ['POST', '/v1/organizations/{o}/role-assignments', { userId: 'u-1', role: 'platform-operator' }, 'role'],
    ])('of %s %s may not be %j', async (method, path, body, field) => {
      const answer = await answerTo(method, at(path), { body });
      expect(answer).toEqual(problem(400, 'request.invalid', { errors: [expect.objectContaining({ field })] }));
    });
  });

  describe('a question', () => {
    const { subject, action, resource } = evaluation;
    it.each([
      ['without a subject', { action, resource }, 'subject'],
      ['about an unknown kind of subject', { ...evaluation, subject: { type: 'robot', id: '1' } }, 'subject.type'],
      ['about a subject whose id cannot be stored', { ...evaluation, subject: { type: 'user', id: 'u\u0000' } }, 'subject.id'],
      ['about an action that does not exist', { subject, action: { name: 'connector.steal' }, resource }, 'action.name'],
      ['about a resource that does not exist', { subject, action, resource: { type: 'moon', id: '*' } }, 'resource.type'],
      [
        'about an organization that cannot be one',
        { subject, action, resource: { ...resource, properties: { organizationId: 'acme' } } },
        'resource.properties.organizationId',
      ],
    ])('%s gets no decision', async (_which, body, field) => {
      const token = await authz.identity.serviceToken('flow-executor');
      const answer = await answerTo('POST', '/access/v1/evaluation', { token, body });
      expect(answer).toEqual(problem(400, 'request.invalid', { errors: [expect.objectContaining({ field })] }));
    });
  });

  it('finds nothing at a path that is no route', async () => {
    expect(await answerTo('GET', '/v1/emperors')).toEqual(problem(404, 'request.unknown-route'));
  });

  it('finds no assignment of a user whose id could not be assigned', async () => {
    const { status, code } = await answerTo('DELETE', at('/v1/organizations/{o}/role-assignments/%00/full-admin'));
    expect([status, code]).toEqual([404, 'role-assignment.not-found']);
  });

  it('takes away the role of a user with the longest id there may be', async () => {
    const userId = `ü@|${'x'.repeat(88)}`;
    expect(encodeURIComponent(userId)).toHaveLength(100);
    expect((await authz.assign(organizationId, userId, 'full-admin')).status).toBe(201);
    const path = at(`/v1/organizations/{o}/role-assignments/${encodeURIComponent(userId)}/full-admin`);
    expect((await authz.call('DELETE', path)).status).toBe(204);
  });
});
