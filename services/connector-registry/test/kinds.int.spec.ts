import { randomUUID } from 'node:crypto';
import {
  Connector,
  ConnectorSnapshot,
  ConnectorStateRecord,
  ConsentHistory,
  ConsentText,
  connectorLifecycle,
  connectorState,
} from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

const client = { tokenUrl: 'https://id.crm.example/oauth/token', clientId: 'patchbay', scopes: ['contacts.read'] };
const custom = {
  kind: 'custom',
  resourceDomain: 'https://api.crm.example:8443',
  authentication: { kind: 'oauth-client-secret', ...client },
  validationUrl: 'https://api.crm.example:8443/me',
};

describe('the kinds of connectors', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;

  beforeAll(async () => {
    registry = await RunningRegistry.start({ CONNECTOR_QUOTA: '50' });
  });

  afterAll(() => registry.stop());

  beforeEach(() => {
    organization = registry.organization();
  });

  const post = (over: object) =>
    organization.call('POST', '/connectors', {
      body: { name: `CRM ${randomUUID()}`, accessLevel: 'READ_ONLY', authorized: true, ...over },
    });
  const patch = (connectorId: string, version: number, body: object) =>
    organization.call('PATCH', `/connectors/${connectorId}`, { body, headers: { 'if-match': `"${version}"` } });

  describe('custom', () => {
    it.each([
      { kind: 'basic', userName: 'patchbay@crm' },
      { kind: 'oauth-client-secret', ...client },
      { kind: 'oauth-private-key-jwt', ...client, keyId: '2026-1' },
      { kind: 'api-key', headerName: 'X-Api-Key' },
    ])('shows what it was created with, with authentication $kind', async (authentication) => {
      const created = await organization.create({ ...custom, authentication });
      expect(Connector.parse(created)).toMatchObject({
        ...custom,
        authentication,
        scopes: 'scopes' in authentication ? authentication.scopes : [],
      });
      expect((await organization.call('GET', `/connectors/${created.connectorId}`)).body).toEqual(created);
    });

    it('lives as every connector does', async () => {
      const { connectorId } = await organization.createInactive(custom);
      const changed = await patch(connectorId, 2, { authentication: { kind: 'basic', userName: 'other' }, validationUrl: null });
      expect(changed).toMatchObject({ status: 200, body: { version: 3, authentication: { kind: 'basic', userName: 'other' } } });
      expect(changed.body).not.toHaveProperty('validationUrl');
      await organization.call('POST', `/connectors/${connectorId}/activate`, { headers: { 'if-match': '"3"' } });
      await organization.deactivate(connectorId);
      const operation = await organization.delete(connectorId);
      expect((await organization.call('GET', `${operation}?waitMs=30000`)).body.state).toBe('SUCCEEDED');
    });

    it('is told to executors and brokers with its settings, in events, in the state and in the snapshot', async () => {
      const { connectorId } = await organization.create(custom);
      const [[event], [state]] = await eventually(() => {
        const told = [connectorLifecycle, connectorState].map(({ name }) => registry.topics.of(name, connectorId));
        expect(told.map(({ length }) => length)).toEqual([1, 1]);
        return told as [(typeof told)[number], (typeof told)[number]];
      }, soon);
      expect(event?.data).toMatchObject({ connectorId, ...custom });
      expect(ConnectorStateRecord.parse(state?.data)).toMatchObject({ connectorId, ...custom });
      const token = await registry.identity.serviceToken('flow-executor');
      const { body } = await registry.call('GET', '/v1/connector-snapshot?pageSize=1000', { token });
      expect(ConnectorSnapshot.parse(body).items.find((item) => item.connectorId === connectorId)).toMatchObject(custom);
    });

    it.each([
      ['clientSecret', { ...custom, clientSecret: 'hush' }],
      ['authentication.clientSecret', { ...custom, authentication: { ...custom.authentication, clientSecret: 'hush' } }],
      ['authentication.password', { ...custom, authentication: { kind: 'basic', userName: 'me', password: 'hush' } }],
      ['authentication.value', { ...custom, authentication: { kind: 'api-key', headerName: 'X-Api-Key', value: 'hush' } }],
      ['authentication.privateKey', { ...custom, authentication: { kind: 'oauth-private-key-jwt', ...client, privateKey: 'hush' } }],
    ])('takes no secret: refuses %s, and does not repeat it', async (field, body) => {
      const answer = await post(body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid', errors: [{ field }] } });
      expect(JSON.stringify(answer.body)).not.toContain('hush');
    });

    it.each([
      ['resourceDomain', { resourceDomain: 'http://api.crm.example' }],
      ['resourceDomain', { resourceDomain: 'https://api.crm.example/v1' }],
      ['resourceDomain', { resourceDomain: 'https://me:hush@api.crm.example' }],
      ['resourceDomain', { resourceDomain: 'https://api.crm.example?key=1' }],
      ['resourceDomain', { resourceDomain: 'https://API.crm.example' }],
      ['resourceDomain', { resourceDomain: 'api.crm.example' }],
      ['resourceDomain', { resourceDomain: undefined }],
      ['authentication', { authentication: undefined }],
      ['authentication.kind', { authentication: { kind: 'password' } }],
      ['authentication.tokenUrl', { authentication: { ...custom.authentication, tokenUrl: 'http://id.crm.example' } }],
      ['authentication.tokenUrl', { authentication: { ...custom.authentication, tokenUrl: 'https://me:hush@id.crm.example/' } }],
      ['authentication.clientId', { authentication: { ...custom.authentication, clientId: 'two words' } }],
      ['authentication.headerName', { authentication: { kind: 'api-key', headerName: 'X-Api\r\nKey' } }],
      ['authentication.headerName', { authentication: { kind: 'api-key', headerName: 'Host' } }],
      ['authentication.userName', { authentication: { kind: 'basic', userName: 'a:b' } }],
      ['scopes', { scopes: ['cjp:config', 'cjp:config_read'] }],
    ])('refuses a %s that is wrong: %j', async (field, wrong) => {
      const answer = await post({ ...custom, ...wrong });
      expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid', errors: [{ field }] } });
    });

    it('refuses to send credentials elsewhere to be validated', async () => {
      const answer = await post({ ...custom, validationUrl: 'https://api.crm.example/me' });
      expect(answer).toMatchObject({ status: 400, body: { code: 'connector.validation-url-elsewhere', field: 'validationUrl' } });
    });
  });

  describe('webex-contact-center', () => {
    it.each([
      [['cjp_config', 'cjp_config_read'], 'READ_ONLY', ['cjp:config', 'cjp:config_read']],
      [
        ['cjp:user', 'cjp:config', 'cjp_config_write', 'cjp:config_read'],
        'READ_WRITE',
        ['cjp:config', 'cjp:config_read', 'cjp:config_write', 'cjp:user'],
      ],
    ])('takes the level from its scopes, in either spelling: %j', async (scopes, accessLevel, shown) => {
      const answer = await post({ accessLevel: undefined, scopes });
      expect(answer).toMatchObject({ status: 201, body: { kind: 'webex-contact-center', accessLevel, scopes: shown } });
    });

    it.each([
      ['scopes', { accessLevel: undefined, scopes: ['cjp:config', 'cjp:user'] }],
      ['scopes', { accessLevel: 'READ_WRITE', scopes: ['cjp:config', 'cjp:config_read'] }],
      ['accessLevel', { accessLevel: undefined }],
    ])('refuses what names no level, or two, in %s', async (field, named) => {
      expect(await post(named)).toMatchObject({ status: 400, body: { code: 'connector.access-level-unclear', field } });
    });

    it('has none of the settings of a custom one', async () => {
      expect(await post({ resourceDomain: 'https://api.crm.example' })).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'resourceDomain' }] },
      });
      const { connectorId } = await organization.createInactive();
      expect(await patch(connectorId, 2, { resourceDomain: 'https://api.crm.example' })).toMatchObject({
        status: 400,
        body: { code: 'connector.field-not-of-kind', field: 'resourceDomain' },
      });
    });
  });

  describe('consents', () => {
    it('are kept, the latest first, each with who, when, the level and a text that can be read', async () => {
      const { connectorId, createdAt } = await organization.createInactive();
      const other = await registry.identity.userToken('contact-center-service-admin');
      const headers = { 'if-match': '"2"' };
      await organization.call('PATCH', `/connectors/${connectorId}`, {
        token: other,
        headers,
        body: { accessLevel: 'READ_WRITE', authorized: true },
      });
      await patch(connectorId, 3, { accessLevel: 'READ_ONLY' });
      const { items } = ConsentHistory.parse((await organization.call('GET', `/connectors/${connectorId}/consents`)).body);
      expect(items).toMatchObject([
        { userId: 'contact-center-service-admin', accessLevel: 'READ_WRITE' },
        { userId: 'full-admin', accessLevel: 'READ_ONLY', at: createdAt },
      ]);
      const { body: text } = await organization.call('GET', `/consent-texts/${items[0]?.textVersion}`);
      expect(ConsentText.parse(text)).toEqual((await organization.call('GET', '/consent-texts/current')).body);
    });

    it('are not shown of what is not there, or is of another organization', async () => {
      const { connectorId } = await registry.organization().create();
      for (const id of [connectorId, randomUUID(), 'x']) {
        expect(await organization.call('GET', `/connectors/${id}/consents`)).toMatchObject({
          status: 404,
          body: { code: 'connector.not-found' },
        });
      }
      expect(await organization.call('GET', '/consent-texts/1999-01')).toMatchObject({
        status: 404,
        body: { code: 'connector.consent-text-not-found' },
      });
    });
  });
});
