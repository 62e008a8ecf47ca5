import { randomUUID } from 'node:crypto';
import { type Connector, connectorLifecycle, Operation } from '@patchbay/contracts';
import { eventually, ServiceProcess } from '@patchbay/testing';
import { RunningRegistry, soon } from './running-registry.ts';

const main = new URL('../src/main.ts', import.meta.url);

/** What the README promises is less, and follows from the leases and sessions; this is for a machine that is busy. */
const taken = { withinMs: 30_000 };

describe('two replicas', () => {
  let registry: RunningRegistry;
  let first: ServiceProcess;
  let second: ServiceProcess;
  let organization: string;

  const call = <Body = Record<string, string>>(method: string, path: string, at: ServiceProcess, more = {}) =>
    registry.call<Body>(method, `/v1/organizations/${organization}${path}`, more, at.url);
  const create = async (at: ServiceProcess, name: string) => {
    const body = { name, accessLevel: 'READ_ONLY', authorized: true };
    return (await call<Connector>('POST', '/connectors', at, { body })).body.connectorId;
  };
  /** At one that has just woken, and may find its connections gone. */
  const createAtLast = (at: ServiceProcess) =>
    eventually(async () => {
      const connectorId = await create(at, `marker ${randomUUID()}`);
      expect(connectorId).toEqual(expect.any(String));
      return connectorId;
    }, soon);
  const deactivate = (connectorId: string, at: ServiceProcess) =>
    call('POST', `/connectors/${connectorId}/deactivate`, at, { body: { reason: 'x' } });
  const told = (connectorId: string) => registry.topics.onceOf(connectorLifecycle.name, connectorId);
  const typesOf = (connectorId: string) => told(connectorId).map(({ headers }) => headers.ce_type);

  /** The first one is active in everything: it was alone when the first event was relayed. */
  beforeEach(async () => {
    registry = await RunningRegistry.prepare();
    organization = registry.organization().organizationId;
    first = await ServiceProcess.start(main, registry.environment());
    const connectorId = await create(first, 'first');
    await eventually(() => expect(told(connectorId)).toHaveLength(1), soon);
    second = await ServiceProcess.start(main, registry.environment());
  });

  afterEach(async () => {
    await Promise.all([first.kill(), second.kill()]);
    await registry.stop();
  });

  it.each([
    ['killed', () => first.kill()],
    ['frozen', async () => first.freeze()],
  ])('publish when the one that relays is %s', async (_, stop) => {
    await stop();
    const connectorId = await create(second, 'CRM');
    await deactivate(connectorId, second);
    await eventually(() => expect(typesOf(connectorId)).toEqual(['patchbay.ConnectorCreated', 'patchbay.ConnectorDeactivated']), taken);
  });

  it('are in order after the frozen one has woken, which works on', async () => {
    const connectorId = await create(first, 'CRM');
    await eventually(() => expect(told(connectorId)).toHaveLength(1), soon);
    first.freeze();
    await deactivate(connectorId, second);
    await eventually(() => expect(told(connectorId)).toHaveLength(2), taken);
    expect((await call('POST', `/connectors/${connectorId}/activate`, second, { headers: { 'if-match': '"2"' } })).status).toBe(200);
    first.wake();
    await eventually(async () => expect((await deactivate(connectorId, first)).status).toBe(200), soon);
    await eventually(() => expect(told(connectorId)).toHaveLength(4), soon);
    expect(told(connectorId).map(({ data }) => data.version)).toEqual([1, 2, 3, 4]);
    const later = await create(second, 'later');
    await eventually(() => expect(told(later)).toHaveLength(1), soon);
    expect(told(connectorId)).toHaveLength(4);
  });

  it.each([
    ['killed', () => first.kill(), false],
    ['frozen', async () => first.freeze(), true],
  ])('take over the step of the one that is %s in the middle of it', async (_, stop, wakes) => {
    const asked = Promise.withResolvers<void>();
    const hanging = Promise.withResolvers<number>();
    const connectorId = await create(first, 'CRM');
    await deactivate(connectorId, first);
    const { headers } = await call('GET', `/connectors/${connectorId}/impact`, first);
    registry.broker.answer = async () => {
      registry.broker.answer = async () => 200;
      asked.resolve();
      return hanging.promise;
    };
    const deletion = await call('DELETE', `/connectors/${connectorId}`, first, { headers: { 'if-match': headers.get('etag') ?? '' } });
    await asked.promise;
    // Whichever took the step hangs in it: the claim is the same. Only the first one stops.
    await stop();
    const path = `/operations/${deletion.body.operationId}`;
    await eventually(async () => expect((await call<Operation>('GET', path, second)).body.state).toBe('SUCCEEDED'), taken);
    if (wakes) first.wake();
    hanging.resolve(200);
    const marker = await create(second, 'marker');
    await eventually(() => expect(told(marker)).toHaveLength(1), soon);
    expect(typesOf(connectorId).slice(2)).toEqual(['patchbay.ConnectorDeleting', 'patchbay.ConnectorDeleted']);
    expect((await call('GET', `/connectors/${connectorId}`, second)).body).toMatchObject({ state: 'DELETED', version: 4 });
  });

  it.each([
    ['killed', () => first.kill(), false],
    ['frozen', async () => first.freeze(), true],
  ])('make scheduled changes, each once, when one of them is %s before they are due', async (_, stop, wakes) => {
    const connectorIds = await Promise.all([1, 2, 3, 4].map((n) => create(second, `CRM ${n}`)));
    for (const connectorId of connectorIds) {
      await eventually(async () => {
        const at = new Date(Date.now() + 3_000).toISOString().slice(0, 19);
        const body = { action: 'deactivate', at, timeZone: 'UTC', reason: 'rotation' };
        expect((await call('POST', `/connectors/${connectorId}/schedules`, second, { body })).status).toBe(201);
      }, soon);
    }
    await stop();
    const isInactive = expect.objectContaining({ state: 'INACTIVE', version: 2 });
    const all = () => Promise.all(connectorIds.map(async (connectorId) => (await call('GET', `/connectors/${connectorId}`, second)).body));
    await eventually(async () => expect(await all()).toEqual(connectorIds.map(() => isInactive)), taken);
    if (!wakes) return;
    first.wake();
    const marker = await createAtLast(first);
    await eventually(() => expect(told(marker)).toHaveLength(1), soon);
    expect(await all()).toEqual(connectorIds.map(() => isInactive));
  });

  it.each([
    ['first', () => first, () => second],
    ['second', () => second, () => first],
  ])('finish a deletion of which the %s one would have heard the replies, and is frozen', async (_, frozenOf, otherOf) => {
    const [frozen, other] = [frozenOf(), otherOf()];
    const connectorId = await create(other, 'CRM');
    await deactivate(connectorId, other);
    // So many that each of the two has partitions on which some of the replies come.
    const flowIds = Array.from({ length: 40 }, () => randomUUID());
    const uses = [{ connectorId, connectorVersion: 2, activities: [{ activityId: 'a-1', activityLabel: 'FindQueue', method: 'GET' }] }];
    const body = { flowName: 'Main line', owner: 'dev', hasFallback: false, versions: [{ versionNumber: 1, labels: ['Live'], uses }] };
    for (const flowId of flowIds) expect((await call('PUT', `/flows/${flowId}/references`, other, { body })).status).toBe(200);
    const { headers } = await call('GET', `/connectors/${connectorId}/impact`, other);
    const deletion = await call('DELETE', `/connectors/${connectorId}`, other, { headers: { 'if-match': headers.get('etag') ?? '' } });
    const operation = async () => Operation.parse((await call('GET', `/operations/${deletion.body.operationId}`, other)).body);
    await eventually(async () => expect((await operation()).steps.map(({ waitingFor }) => waitingFor)).toContain('flow-executor'), soon);
    frozen.freeze();
    const data = { connectorId, operationId: deletion.body.operationId, activities: [] };
    for (const flowId of flowIds) {
      await registry.publish({ type: 'patchbay.FlowDetached', flowId, organizationId: organization, data: { ...data, flowId } });
    }
    await eventually(async () => expect(await operation()).toMatchObject({ state: 'SUCCEEDED', progress: { done: 40, total: 40 } }), taken);
    frozen.wake();
    const marker = await createAtLast(frozen);
    await eventually(() => expect(told(marker)).toHaveLength(1), soon);
    expect(typesOf(connectorId).slice(2)).toEqual(['patchbay.ConnectorDeleting', 'patchbay.ConnectorDeleted']);
    expect(registry.broker.revoked).toHaveLength(1);
    expect((await call('GET', `/connectors/${connectorId}`, frozen)).body).toMatchObject({ state: 'DELETED', version: 4 });
  });
});
