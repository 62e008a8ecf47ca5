import { type Connector, connectorLifecycle, Operation } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { RegistryProcess } from './registry-process.ts';
import { RunningRegistry, soon } from './running-registry.ts';

const takeoverMs = 5_000;

describe('two replicas', () => {
  let registry: RunningRegistry;
  let first: RegistryProcess;
  let second: RegistryProcess;
  let organization: string;

  const call = <Body = Record<string, string>>(method: string, path: string, at: RegistryProcess, more = {}) =>
    registry.call<Body>(method, `/v1/organizations/${organization}${path}`, more, at.url);
  const create = async (at: RegistryProcess, name: string) => {
    const body = { name, accessLevel: 'READ_ONLY', authorized: true };
    return (await call<Connector>('POST', '/connectors', at, { body })).body.connectorId;
  };
  const deactivate = (connectorId: string, at: RegistryProcess) =>
    call('POST', `/connectors/${connectorId}/deactivate`, at, { body: { reason: 'x' } });
  const told = (connectorId: string) => registry.topics.onceOf(connectorLifecycle.name, connectorId);
  const typesOf = (connectorId: string) => told(connectorId).map(({ headers }) => headers.ce_type);

  /** The first one is active in everything: it was alone when the first event was relayed. */
  beforeEach(async () => {
    registry = await RunningRegistry.prepare();
    organization = registry.organization().organizationId;
    first = await RegistryProcess.start(registry.environment());
    const connectorId = await create(first, 'first');
    await eventually(() => expect(told(connectorId)).toHaveLength(1), soon);
    second = await RegistryProcess.start(registry.environment());
  });

  afterEach(async () => {
    await Promise.all([first.kill(), second.kill()]);
    await registry.stop();
  });

  it.each([
    ['killed', () => first.kill()],
    ['frozen', async () => first.freeze()],
  ])('publish within 5 s when the one that relays is %s', async (_, stop) => {
    await stop();
    const connectorId = await create(second, 'CRM');
    await deactivate(connectorId, second);
    await eventually(() => expect(typesOf(connectorId)).toEqual(['patchbay.ConnectorCreated', 'patchbay.ConnectorDeactivated']), {
      withinMs: takeoverMs,
    });
  });

  it('are in order after the frozen one has woken, which works on', async () => {
    const connectorId = await create(first, 'CRM');
    await eventually(() => expect(told(connectorId)).toHaveLength(1), soon);
    first.freeze();
    await deactivate(connectorId, second);
    await eventually(() => expect(told(connectorId)).toHaveLength(2), { withinMs: takeoverMs });
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
  ])('take over within 5 s the step of the one that is %s in the middle of it', async (_, stop, wakes) => {
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
    const stoppedAt = performance.now();
    const path = `/operations/${deletion.body.operationId}`;
    const { body } = await call<Operation>('GET', `${path}?waitMs=10000`, second);
    expect(Operation.parse(body).state).toBe('SUCCEEDED');
    expect(performance.now() - stoppedAt).toBeLessThan(takeoverMs);
    if (wakes) first.wake();
    hanging.resolve(200);
    const marker = await create(second, 'marker');
    await eventually(() => expect(told(marker)).toHaveLength(1), soon);
    expect(typesOf(connectorId).slice(2)).toEqual(['patchbay.ConnectorDeleting', 'patchbay.ConnectorDeleted']);
    expect((await call('GET', `/connectors/${connectorId}`, second)).body).toMatchObject({ state: 'DELETED', version: 4 });
  });
});
