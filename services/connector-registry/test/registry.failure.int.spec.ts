import { randomUUID } from 'node:crypto';
import { connectorLifecycle, deadLetterTopicOf, flowLifecycle } from '@patchbay/contracts';
import { eventually, SeverableLink } from '@patchbay/testing';
import { type OrganizationClient, RunningRegistry, soon } from './running-registry.ts';

describe('the registry, when something fails', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;

  beforeEach(async () => {
    registry = await RunningRegistry.prepare();
    organization = registry.organization();
  });

  afterEach(() => registry.stop());

  describe('while Kafka is away', () => {
    const away = { KAFKA_BROKERS: '127.0.0.1:1' };

    it('deactivates all the same and stays ready; the events follow when Kafka is back, in order', async () => {
      await registry.startService(away);
      const { connectorId } = await organization.createInactive();
      await eventually(async () => expect((await fetch(`${registry.url}/readyz`)).status).toBe(200), soon);
      expect(await registry.stopService()).toBe(true);
      expect(registry.topics.of(connectorLifecycle.name, connectorId)).toEqual([]);
      await registry.startService();
      await eventually(() => {
        const events = registry.topics.of(connectorLifecycle.name, connectorId);
        expect(events.map(({ data }) => data.version)).toEqual([1, 2]);
      }, soon);
    });
  });

  describe('while the token broker and the other services are away', () => {
    it('deactivates all the same', async () => {
      await registry.startService({ TOKEN_BROKER_URL: 'http://127.0.0.1:1' });
      expect(await organization.createInactive()).toMatchObject({ state: 'INACTIVE', version: 2 });
    });

    it('lets nobody in without a decision of authz', async () => {
      await registry.startService({ AUTHZ_URL: 'http://127.0.0.1:1' });
      const answer = await organization.call('GET', '/connectors');
      expect(answer).toMatchObject({ status: 503, body: { code: 'access.undecided' } });
      expect(answer.headers.get('retry-after')).toBe('1');
    });
  });

  describe('while Postgres is away', () => {
    let link: SeverableLink;

    beforeEach(async () => {
      link = await SeverableLink.to(registry.database.url);
      await registry.startService({ POSTGRES_URL: link.via(registry.database.url) });
    });

    afterEach(async () => {
      await registry.stopService();
      await link.sever();
    });

    it('answers 503, is not ready, and recovers by itself, events, deletions and all', async () => {
      const inactive = await organization.createInactive();
      const flowId = randomUUID();
      await organization.refer(flowId, inactive);
      const path = await organization.delete(inactive.connectorId);
      await link.sever();
      expect(await organization.call('GET', '/connectors')).toMatchObject({ status: 503, body: { code: 'postgres.unavailable' } });
      expect((await fetch(`${registry.url}/readyz`)).status).toBe(503);
      expect((await fetch(`${registry.url}/healthz`)).status).toBe(200);
      expect((await fetch(`${registry.url}/metrics`)).status).toBe(200);
      await organization.detach(flowId, inactive.connectorId, path);
      await link.mend();
      await eventually(async () => expect((await organization.call('GET', path)).body.state).toBe('SUCCEEDED'), { withinMs: 40_000 });
      await eventually(async () => expect((await fetch(`${registry.url}/readyz`)).status).toBe(200), soon);
      await eventually(() => {
        const versions = registry.topics.onceOf(connectorLifecycle.name, inactive.connectorId).map(({ data }) => data.version);
        expect(versions).toEqual([1, 2, 3, 4]);
      }, soon);
    });
  });

  describe('when a message on the flow topic is bad', () => {
    const deadLetters = (key: string) => registry.topics.of(deadLetterTopicOf(flowLifecycle.name), key);

    /** A deletion on the same key, and so the same partition, that only the message after the bad one lets go on. */
    async function deletionOf(flowId: string) {
      await registry.startService();
      const connector = await organization.createInactive();
      await organization.refer(flowId, connector);
      return { connectorId: connector.connectorId, path: await organization.delete(connector.connectorId) };
    }

    it.each([
      ['lacks a field', { connectorId: 7 }],
      ['is no object', 'nonsense'],
      ['is empty', ''],
    ])('and %s, dead-letters it with the reason and goes on', async (_, data) => {
      const flowId = randomUUID();
      const { connectorId, path } = await deletionOf(flowId);
      await registry.publish({ type: 'patchbay.FlowDetached', flowId, organizationId: organization.organizationId, data });
      await organization.detach(flowId, connectorId, path);
      await eventually(async () => expect((await organization.call('GET', path)).body.state).toBe('SUCCEEDED'), soon);
      await eventually(() => expect(deadLetters(flowId)).toHaveLength(1), soon);
    });

    it('or of a type that it does not know, ignores it and goes on', async () => {
      const flowId = randomUUID();
      const { connectorId, path } = await deletionOf(flowId);
      await registry.publish({
        type: 'patchbay.FlowPainted',
        flowId,
        organizationId: organization.organizationId,
        data: { colour: 'red' },
      });
      await organization.detach(flowId, connectorId, path);
      await eventually(async () => expect((await organization.call('GET', path)).body.state).toBe('SUCCEEDED'), soon);
      expect(deadLetters(flowId)).toEqual([]);
      const metrics = await (await fetch(`${registry.url}/metrics`)).text();
      expect(metrics).toContain(
        `patchbay_event_problems_total{kind="unknown-type",topic="${flowLifecycle.name}",service="connector-registry"} 1`,
      );
    });

    it('or of another organization, does not let go of the flow', async () => {
      const flowId = randomUUID();
      const { connectorId, path } = await deletionOf(flowId);
      const data = { flowId, connectorId, operationId: path.split('/').at(-1), activities: [] };
      await registry.publish({ type: 'patchbay.FlowDetached', flowId, organizationId: randomUUID(), data });
      const second = randomUUID();
      const other = await organization.createInactive();
      await organization.refer(second, other);
      const otherPath = await organization.delete(other.connectorId);
      await organization.detach(second, other.connectorId, otherPath);
      await eventually(async () => expect((await organization.call('GET', otherPath)).body.state).toBe('SUCCEEDED'), soon);
      expect((await organization.call('GET', path)).body.remainingReferences).toBe(1);
    });
  });
});
