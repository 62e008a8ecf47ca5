import { randomUUID } from 'node:crypto';
import { connectorLifecycle, Operation } from '@patchbay/contracts';
import { eventually } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

describe('a deletion, when something fails', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;

  beforeEach(async () => {
    registry = await RunningRegistry.start();
    organization = registry.organization();
  });

  afterEach(() => registry.stop());

  const operationAt = async (path: string) => Operation.parse((await organization.call('GET', path)).body);
  const succeeded = (path: string, within = soon) =>
    eventually(async () => expect((await operationAt(path)).state).toBe('SUCCEEDED'), within);
  const waitsFor = (path: string, participant: string) =>
    eventually(async () => expect((await operationAt(path)).steps.map(({ waitingFor }) => waitingFor)).toContain(participant), soon);
  const expectEachEffectOnce = async (connectorId: string) => {
    await eventually(() => {
      const types = registry.topics.of(connectorLifecycle.name, connectorId).map(({ headers }) => headers.ce_type);
      expect(types.slice(2)).toEqual(['patchbay.ConnectorDeleting', 'patchbay.ConnectorDeleted']);
    }, soon);
    expect(registry.broker.revoked.filter((path) => path.includes(connectorId))).toHaveLength(1);
  };

  async function deletionOfReferencedConnector() {
    const connector = await organization.createInactive();
    const flowId = randomUUID();
    await organization.refer(flowId, connector);
    return { connectorId: connector.connectorId, flowId, path: await organization.delete(connector.connectorId) };
  }

  it('waits while the token broker is away, says so, and goes on when it is back', async () => {
    registry.broker.answer = async () => 503;
    const { connectorId } = await organization.createInactive();
    const path = await organization.delete(connectorId);
    await waitsFor(path, 'token-broker');
    expect(await operationAt(path)).toMatchObject({
      state: 'RUNNING',
      steps: [{ state: 'DONE' }, { state: 'DONE' }, { state: 'RUNNING' }, { state: 'PENDING' }],
    });
    await eventually(() => expect(registry.broker.requests.length).toBeGreaterThan(2), soon);
    registry.broker.answer = async () => 200;
    await succeeded(path);
    await expectEachEffectOnce(connectorId);
  });

  it('does not skip the tokens when the broker refuses', async () => {
    registry.broker.answer = async () => 403;
    const { connectorId } = await organization.createInactive();
    const path = await organization.delete(connectorId);
    await eventually(() => expect(registry.broker.requests.length).toBeGreaterThan(1), soon);
    expect((await operationAt(path)).state).toBe('RUNNING');
    registry.broker.answer = async () => 200;
    await succeeded(path);
  });

  it('does not hold up the deletion of another connector', async () => {
    const stuck = await deletionOfReferencedConnector();
    const { connectorId } = await organization.createInactive();
    await succeeded(await organization.delete(connectorId));
    expect((await operationAt(stuck.path)).state).toBe('RUNNING');
  });

  it('goes on in a new process after the old one stopped between two steps, with the reply that came meanwhile', async () => {
    const { connectorId, flowId, path } = await deletionOfReferencedConnector();
    await waitsFor(path, 'flow-executor');
    expect(await registry.stopService()).toBe(true);
    await organization.detach(flowId, connectorId, path);
    await registry.startService();
    await succeeded(path);
    await expectEachEffectOnce(connectorId);
  });

  it('goes on in a new process after the old one stopped while the broker was away', async () => {
    registry.broker.answer = async () => 503;
    const { connectorId } = await organization.createInactive();
    const path = await organization.delete(connectorId);
    await waitsFor(path, 'token-broker');
    await registry.stopService();
    registry.broker.answer = async () => 200;
    await registry.startService();
    await succeeded(path);
    await expectEachEffectOnce(connectorId);
  });

  it('is answered as it is to those who wait for it when the process stops', async () => {
    const { path } = await deletionOfReferencedConnector();
    const waiting = organization.call('GET', `${path}?waitMs=30000`);
    await eventually(() => expect(registry.lastQuestion?.action.name).toBe('operation.read'), soon);
    expect(await registry.stopService()).toBe(true);
    expect(await waiting).toMatchObject({ status: 200, body: { state: 'RUNNING' } });
  });

  it('takes each step once over several replicas, and hears a reply that is delivered twice once', async () => {
    await Promise.all([registry.startService(), registry.startService()]);
    const deletions = await Promise.all([1, 2, 3].map(() => deletionOfReferencedConnector()));
    for (const { connectorId, flowId, path } of deletions) {
      const data = { flowId, connectorId, operationId: path.split('/').at(-1), activities: [] };
      const reply = { type: 'patchbay.FlowDetached', flowId, organizationId: organization.organizationId, data };
      const id = await registry.publish(reply);
      await registry.publish({ ...reply, id });
    }
    for (const { connectorId, path } of deletions) {
      await succeeded(path);
      await expectEachEffectOnce(connectorId);
    }
  });
});
