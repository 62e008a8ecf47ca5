import { randomUUID } from 'node:crypto';
import { deadLetterTopicOf, flowLifecycle, Operation } from '@patchbay/contracts';
import { OwnConnection } from '@patchbay/postgres';
import { eventually } from '@patchbay/testing';
import { participantOf } from '../../src/domain/operation.ts';
import { type OrganizationClient, RunningRegistry, soon } from '../running-registry.ts';
import { Runbook } from './runbook.ts';

const runbook = new Runbook('stuck-deletion');

describe('the runbook "stuck deletion"', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;

  beforeAll(async () => {
    registry = await RunningRegistry.start();
  });
  afterAll(() => registry.stop());
  beforeEach(() => {
    organization = registry.organization();
  });

  /** The request of the runbook of which the path ends so, with its ids filled in. */
  function ask<Body = Record<string, unknown>>(ending: string, ids: Record<string, string> = {}) {
    const request = runbook.requests.find((one) => one.endsWith(ending));
    if (!request) throw new Error(`the runbook has no request that ends in ${ending}: ${runbook.requests}`);
    const filled = Object.entries({ org: organization.organizationId, ...ids }).reduce(
      (text, [id, value]) => text.replace(`{${id}}`, value),
      request,
    );
    const [method = '', path = ''] = filled.split(' ');
    return registry.call<Body>(method, path);
  }

  async function stuck(flows: number) {
    const connector = await organization.createInactive();
    const flowIds = Array.from({ length: flows }, () => randomUUID());
    for (const flowId of flowIds) await organization.refer(flowId, connector);
    const path = await organization.delete(connector.connectorId);
    await eventually(
      async () =>
        expect((await organization.call('GET', path)).body).toMatchObject({
          steps: [{ state: 'DONE' }, { waitingFor: 'flow-executor' }, {}, {}],
        }),
      soon,
    );
    return { connectorId: connector.connectorId, flowIds, path, operationId: path.split('/').at(-1) ?? '' };
  }

  const metric = async (name: string) =>
    Number(new RegExp(`${name}\\{.*\\} (\\S+)`).exec(await (await fetch(`${registry.url}/metrics`)).text())?.[1]);

  it('finds the deletion, and for whom it waits, and lets go of a flow that no executor knows', async () => {
    const { connectorId, flowIds, operationId, path } = await stuck(1);
    const [running] = runbook.metrics;
    expect(running).toBe('patchbay_connector_deletions_running');
    await eventually(async () => expect(await metric(String(running))).toBeGreaterThan(0), soon);
    expect(await ask('state=RUNNING')).toMatchObject({ status: 200, body: { items: [{ operationId, state: 'RUNNING' }] } });
    const { body } = await ask('/operations/{operationId}', { operationId });
    expect(Operation.parse(body).steps[1]).toMatchObject({
      name: 'detach-flows',
      waitingFor: 'flow-executor',
      startedAt: expect.any(String),
    });

    expect(runbook.statements).toEqual(['running-deletions']);
    const system = await OwnConnection.open({ url: registry.database.url, applicationName: 'runbook', role: 'connector_registry_system' });
    const found = await system.query<{ operation_id: string; current_step: string }>(runbook.statement('running-deletions'));
    await system.close();
    expect(found.find(({ operation_id }) => operation_id === operationId)).toMatchObject({
      organization_id: organization.organizationId,
      connector_id: connectorId,
      current_step: 'detach-flows',
    });

    const [flowId = ''] = flowIds;
    expect(await ask('/connectors/{connectorId}/references', { connectorId })).toMatchObject({
      status: 200,
      body: { items: [{ flowId }] },
    });
    expect((await ask('/flows/{flowId}/references', { flowId })).status).toBe(204);
    await eventually(async () => expect((await organization.call('GET', path)).body.state).toBe('SUCCEEDED'), soon);
  });

  it('brings everything back', async () => {
    const { operationId, path } = await stuck(1);
    expect((await organization.call('GET', path)).body.cancellable).toBe(true);
    expect(await ask('/operations/{operationId}/cancel', { operationId })).toMatchObject({ status: 200, body: { state: 'CANCELLING' } });
  });

  it('names every step, and who it waits for', () => {
    const steps = runbook.rows.slice(1).flatMap(([names = '', participant]) => names.split(', ').map((name) => [name, participant]));
    const expected = (['halt', 'detach-flows', 'attach-flows', 'revoke-tokens'] as const).map((name) => [name, participantOf(name)]);
    expect(steps.slice(0, 4)).toEqual(expected);
    expect(steps[4]).toEqual(['complete', 'nobody']);
  });

  it('names the headers of a dead letter, which is sent again as it is', async () => {
    const { connectorId, flowIds, operationId, path } = await stuck(1);
    const [flowId = ''] = flowIds;
    const reply = { type: 'patchbay.FlowDetached', flowId, organizationId: organization.organizationId };
    const id = await registry.publish({ ...reply, data: { connectorId: 7 } });
    const [letter] = await eventually(() => {
      const letters = registry.topics.of(deadLetterTopicOf(flowLifecycle.name), flowId);
      expect(letters).toHaveLength(1);
      return letters;
    }, soon);
    const named = [...new Set(runbook.all(/`(dlt_\w+)`/g)), 'ce_id'];
    expect(Object.keys(letter?.headers ?? {})).toEqual(expect.arrayContaining(named));
    expect(letter?.headers).toMatchObject({ ce_id: id, dlt_topic: flowLifecycle.name });
    const data = { flowId, connectorId, operationId, activities: [] };
    for (let n = 0; n < 2; n += 1) await registry.publish({ ...reply, data, id: String(letter?.headers.ce_id) });
    await eventually(async () => expect((await organization.call('GET', path)).body).toMatchObject({ state: 'SUCCEEDED' }), soon);
  });
});
