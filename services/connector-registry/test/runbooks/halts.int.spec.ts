import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { TestHolder } from '../holders/test-holder.ts';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';
import { Runbook } from './runbook.ts';

const notAcknowledged = new Runbook('halt-not-acknowledged');
const noLease = new Runbook('no-lease');
const callsRefused = new Runbook('calls-refused');
const stateDiffers = new Runbook('state-differs');

describe('the runbooks of the halt guarantee', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;
  let system: OwnConnection;

  beforeAll(async () => {
    registry = await RunningRegistry.start({ LEASE_PROFILE: 'strict', STATE_CHECK_EVERY_MS: '300' });
    organization = registry.organization();
    system = await OwnConnection.open({ url: registry.database.url, applicationName: 'runbook', role: 'connector_registry_system' });
  });
  afterAll(async () => {
    await system.close();
    await registry.stop();
  });

  const run = (runbook: Runbook, name: string) => system.query<Record<string, unknown>>(runbook.statement(name));
  const ask = (request: string, ids: Record<string, string>) => {
    const [method = '', path = ''] = Object.entries(ids)
      .reduce((text, [id, value]) => text.replace(`{${id}}`, value), request)
      .split(' ');
    return registry.call(method, path);
  };

  const fetchAs = async (request: string) => {
    const headers = { authorization: `Bearer ${await registry.identity.userToken('platform-operator')}` };
    return fetch(`${registry.url}${request.replace('GET ', '')}`, { headers });
  };

  it('find a halt that waits, the holder that it waits for, and afterwards whom the end of the lease has covered', async () => {
    const silent = await TestHolder.join(registry, {});
    const { connectorId } = await organization.create();
    await silent.knows(connectorId, 1);
    silent.freeze();
    const { body } = await organization.halt(connectorId, '?waitMs=0');
    const { operationId } = body as { operationId: string };
    expect(notAcknowledged.statements).toEqual(['open-halts', 'covered-by-lease', 'holders-behind']);
    expect(await run(notAcknowledged, 'open-halts')).toMatchObject([{ operation_id: operationId, connector_id: connectorId }]);
    expect(await run(notAcknowledged, 'holders-behind')).toMatchObject([{ instance_id: silent.instanceId, behind: expect.any(Number) }]);

    const ids = { org: organization.organizationId, operationId, connectorId };
    for (const request of notAcknowledged.requests) expect(await ask(request, ids)).toMatchObject({ status: 200 });
    await eventually(
      async () =>
        expect(await run(notAcknowledged, 'covered-by-lease')).toMatchObject([
          { operation_id: operationId, instance_id: silent.instanceId, kind: 'flow-executor' },
        ]),
      soon,
    );
    expect(await run(notAcknowledged, 'open-halts')).toEqual([]);
    expect(callsRefused.requests).toHaveLength(2);
    for (const request of callsRefused.requests) expect(await ask(request, ids)).toMatchObject({ status: 200 });
  });

  it('say who takes the places for holders', async () => {
    const holder = await TestHolder.join(registry, {});
    expect(noLease.statements).toEqual(['holders-of']);
    const [most] = await run(noLease, 'holders-of');
    expect(most).toMatchObject({ held_by: 'service flow-executor', kind: 'flow-executor', places: expect.any(Number) });
    expect(noLease.requests).toEqual(['GET /readyz', 'GET /metrics', 'GET /v1/holders']);
    for (const request of noLease.requests) expect((await fetchAs(request)).status).toBe(200);
    await holder.leave();
  });

  it('say what the last comparisons have found', async () => {
    expect(stateDiffers.statements).toEqual(['last-checks', 'reporting-replicas']);
    await eventually(
      async () =>
        expect((await run(stateDiffers, 'last-checks')).map(({ name }) => name).toSorted()).toEqual(['check-mirrors', 'check-state-topic']),
      soon,
    );
    expect(await run(stateDiffers, 'reporting-replicas')).toEqual([]);
  });

  it('name metrics that there are', async () => {
    const exposed = await (await fetch(`${registry.url}/metrics`)).text();
    const ofHolders = /^patchbay_(lease_(?!refusals)|gate_|token_)/;
    const named = [notAcknowledged, noLease, stateDiffers].flatMap(({ metrics }) => metrics);
    for (const name of named.filter((metric) => !ofHolders.test(metric))) expect(exposed).toContain(`# TYPE ${name} `);
  });
});
