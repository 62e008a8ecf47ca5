import { randomUUID } from 'node:crypto';
import { Connector, ConnectorList, ConnectorStateRecord, connectorLifecycle, connectorState } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { RunningRegistry, soon } from './running-registry.ts';

describe('the life of a connector', () => {
  let registry: RunningRegistry;

  beforeAll(async () => {
    registry = await RunningRegistry.start();
  });

  afterAll(() => registry.stop());

  describe('create', () => {
    it('answers the connector, where it is, and its version', async () => {
      const organization = registry.organization();
      const body = { name: '  CRM read ', description: 'for the main line', accessLevel: 'READ_WRITE', authorized: true };
      const answer = await organization.call('POST', '/connectors', { body });
      expect(answer.status).toBe(201);
      const connector = Connector.parse(answer.body);
      expect(connector).toMatchObject({
        organizationId: organization.organizationId,
        kind: 'webex-contact-center',
        name: 'CRM read',
        description: 'for the main line',
        accessLevel: 'READ_WRITE',
        scopes: ['cjp:config', 'cjp:config_read', 'cjp:config_write', 'cjp:user'],
        state: 'ACTIVE',
        version: 1,
        consent: { userId: 'full-admin', accessLevel: 'READ_WRITE', textVersion: '2026-01' },
        allowedActions: ['deactivate'],
      });
      expect(connector.connectorId[14]).toBe('7');
      expect(answer.headers.get('etag')).toBe('"1"');
      const location = answer.headers.get('location') ?? '';
      expect((await registry.call('GET', location)).body).toEqual(answer.body);
    });

    it.each([
      ['x'.repeat(80), 'y'.repeat(256)],
      ['😀'.repeat(80), '😀'.repeat(256)],
      ['C', ''],
    ])('takes a name of 1 to 80 characters and a description of up to 256, as a reader counts them', async (name, description) => {
      expect(await registry.organization().create({ name, description })).toMatchObject({ name, description });
    });

    it('asks authz whether the caller may, in that organization', async () => {
      const organization = registry.organization();
      await organization.create();
      expect(registry.lastQuestion).toEqual({
        subject: { type: 'user', id: 'full-admin' },
        action: { name: 'connector.create' },
        resource: { type: 'connector', id: '*', properties: { organizationId: organization.organizationId } },
      });
    });
  });

  describe('list', () => {
    it('goes through all pages, without what is deleted', async () => {
      const organization = registry.organization();
      const created = [await organization.create(), await organization.create(), await organization.create()];
      const first = ConnectorList.parse((await organization.call('GET', '/connectors?pageSize=2')).body);
      const second = ConnectorList.parse((await organization.call('GET', `/connectors?pageSize=2&pageToken=${first.nextPageToken}`)).body);
      const ids = [...first.items, ...second.items].map(({ connectorId }) => connectorId);
      expect(ids).toEqual(created.map(({ connectorId }) => connectorId));
      expect(second).not.toHaveProperty('nextPageToken');
    });

    it('shows those of one state', async () => {
      const organization = registry.organization();
      await organization.create();
      const inactive = await organization.createInactive();
      const { body } = await organization.call('GET', '/connectors?state=INACTIVE');
      expect(ConnectorList.parse(body).items.map(({ connectorId }) => connectorId)).toEqual([inactive.connectorId]);
    });

    it('is there for flow developers too, and the executor', async () => {
      const organization = registry.organization();
      await organization.call('GET', '/connectors', { token: await registry.identity.serviceToken('flow-executor') });
      expect(registry.lastQuestion).toMatchObject({
        subject: { type: 'service', id: 'flow-executor' },
        action: { name: 'connector.list-names' },
      });
    });

    it('has nothing of another organization', async () => {
      await registry.organization().create();
      expect((await registry.organization().call('GET', '/connectors')).body).toEqual({ items: [] });
    });
  });

  describe('update', () => {
    const patch = (organization: ReturnType<RunningRegistry['organization']>, connectorId: string, body: object, version: number) =>
      organization.call('PATCH', `/connectors/${connectorId}`, { body, headers: { 'if-match': `"${version}"` } });

    it('changes an inactive connector and raises its version', async () => {
      const organization = registry.organization();
      const { connectorId } = await organization.createInactive();
      const answer = await patch(organization, connectorId, { name: 'ERP', accessLevel: 'READ_WRITE', authorized: true }, 2);
      expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"3"']);
      expect(answer.body).toMatchObject({ name: 'ERP', accessLevel: 'READ_WRITE', consent: { accessLevel: 'READ_WRITE' }, version: 3 });
    });

    it('makes no version when nothing changes', async () => {
      const organization = registry.organization();
      const inactive = await organization.createInactive();
      const answer = await patch(organization, inactive.connectorId, { name: inactive.name, description: '' }, 2);
      expect([answer.status, answer.headers.get('etag'), answer.body]).toEqual([200, '"2"', inactive]);
    });
  });

  it('is told in events: each change once, in order, with versions from 1, beside the state that it led to', async () => {
    const organization = registry.organization();
    const { connectorId, name } = await organization.create({ name: `CRM ${randomUUID()}` });
    await organization.deactivate(connectorId);
    await organization.call('PATCH', `/connectors/${connectorId}`, { body: { description: 'new' }, headers: { 'if-match': '"2"' } });
    await organization.call('POST', `/connectors/${connectorId}/activate`, { headers: { 'if-match': '"3"' } });
    await organization.call('POST', `/connectors/${connectorId}/deactivate`, { body: { mode: 'drain', reason: 'rotation' } });

    const states = await eventually(() => {
      const read = registry.topics.of(connectorState.name, connectorId);
      expect(read).toHaveLength(5);
      return read.map(({ data }) => ConnectorStateRecord.parse(data));
    }, soon);
    expect(states.map(({ version, state, haltMode }) => [version, state, haltMode])).toEqual([
      [1, 'ACTIVE', null],
      [2, 'INACTIVE', 'abort'],
      [3, 'INACTIVE', 'abort'],
      [4, 'ACTIVE', null],
      [5, 'INACTIVE', 'drain'],
    ]);

    const events = await eventually(() => {
      const read = registry.topics.of(connectorLifecycle.name, connectorId);
      expect(read).toHaveLength(5);
      return read;
    }, soon);
    const changed = { connectorId, name, kind: 'webex-contact-center', accessLevel: 'READ_ONLY', actor: 'full-admin' };
    expect(events.map(({ headers, data }) => [headers.ce_type, data])).toEqual([
      ['patchbay.ConnectorCreated', { ...changed, state: 'ACTIVE', version: 1, consentTextVersion: '2026-01' }],
      [
        'patchbay.ConnectorDeactivated',
        { ...changed, state: 'INACTIVE', version: 2, haltMode: 'abort', reason: 'leaked', operationId: expect.any(String) },
      ],
      ['patchbay.ConnectorUpdated', { ...changed, state: 'INACTIVE', version: 3, changedFields: ['description'] }],
      ['patchbay.ConnectorActivated', { ...changed, state: 'ACTIVE', version: 4 }],
      [
        'patchbay.ConnectorDeactivated',
        { ...changed, state: 'INACTIVE', version: 5, haltMode: 'drain', reason: 'rotation', operationId: expect.any(String) },
      ],
    ]);
    const positions = events.map(({ headers }) => Number(headers.ce_registryseq));
    expect(positions).toEqual(positions.toSorted((one, other) => one - other));
    expect(new Set(positions).size).toBe(5);
  });

  it('leaves one line in the log for each change, with who, what, which version and which request', async () => {
    const lines: string[] = [];
    const other = await registry.startService({ LOG_LEVEL: 'info' }, { write: (line) => void lines.push(line) });
    const organization = registry.organization();
    const body = { name: 'Secret project', accessLevel: 'READ_ONLY', authorized: true };
    const path = `/v1/organizations/${organization.organizationId}/connectors`;
    const answer = await registry.call<Connector>('POST', path, { body, headers: { 'x-request-id': 'req-1' } }, other.url);
    const logged = lines.map((line) => JSON.parse(line)).filter(({ connectorId }) => connectorId === answer.body.connectorId);
    expect(logged).toEqual([
      expect.objectContaining({
        level: 'info',
        msg: 'ConnectorCreated',
        organizationId: organization.organizationId,
        version: 1,
        state: 'ACTIVE',
        actor: 'full-admin',
        requestId: 'req-1',
      }),
    ]);
    expect(lines.join()).not.toContain('Secret project');
  });

  it('is counted by event and state, beside what waits', async () => {
    await registry.organization().createInactive();
    const metrics = await (await fetch(`${registry.url}/metrics`)).text();
    expect(metrics).toMatch(
      /patchbay_connector_changes_total\{event="ConnectorDeactivated",state="INACTIVE",service="connector-registry"\} [1-9]/,
    );
    expect(metrics).toMatch(/patchbay_connector_deletions_running\{service="connector-registry"\} 0/);
    expect(metrics).toMatch(/patchbay_outbox_oldest_unpublished_age_seconds\{service="connector-registry"\} [0-9.]+/);
  });

  it('is ready when the database answers and events flow', async () => {
    await eventually(async () => expect((await fetch(`${registry.url}/readyz`)).status).toBe(200), soon);
  });
});
