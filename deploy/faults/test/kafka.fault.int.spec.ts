import { randomUUID } from 'node:crypto';
import { connectorLifecycle, connectorState } from '@patchbay/contracts';
import { KafkaEventBus } from '@patchbay/event-bus';
import { eventually, TopicReader } from '@patchbay/testing';
import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import type { Line } from '../src/index.ts';
import { forOneRow, Stage, saidOfAll, soon } from './stage.ts';

describe('Kafka', () => {
  let stage: Stage;
  let topics: TopicReader;
  let producer: Producer;

  beforeAll(async () => {
    // So long a lease that nobody loses it on a machine that is busy: what is proven is proven by acknowledgements.
    stage = await Stage.open({ executors: 2, brokers: 1, profile: 'relaxed', proxied: 'kafka', inspected: false });
    const { brokers } = stage.fleet.kafka;
    const bus = new KafkaEventBus({ ...stage.fleet.kafka, clientId: 'topic-reader', onFatal: () => undefined });
    topics = await TopicReader.open(bus, [connectorLifecycle.name]);
    producer = new Kafka({ brokers, clientId: 'careless', logLevel: logLevel.ERROR }).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
    });
    await producer.connect();
  }, forOneRow);
  afterAll(async () => {
    await Promise.all([producer?.disconnect(), topics?.close()]);
    await stage?.close();
  }, forOneRow);
  afterEach(() => stage.clearUp(), forOneRow);

  const holders = () => [...stage.fleet.executors, ...stage.fleet.brokers];
  const servedByAll = (line: Line) => Promise.all(stage.fleet.executors.map((executor) => stage.untilServed(line, executor)));
  /** Everybody has said so: nobody was waited for by time. */
  const haltedByAll = async (line: Line) => {
    const halt = await stage.halt(line);
    expect(saidOfAll(halt, holders())).toEqual(holders().map(() => 'acked'));
    return halt;
  };
  const activated = async (line: Line, version: number) => {
    expect((await stage.organization.activate(line, version)).status).toBe(200);
    await servedByAll(line);
  };
  const published = ({ connectorId }: Line) => topics.onceOf(connectorLifecycle.name, connectorId).map(({ data }) => data.version);

  it(
    'fault 7: Kafka is down while connectors are deactivated: every holder acknowledges all the same, and the events follow in order',
    async () => {
      const line = await stage.servedLine();
      await eventually(() => expect(published(line)).toEqual([1]), soon);
      const load = stage.load(line);
      for (const { network } of stage.fleet.members) network.to('kafka').cut();
      const halt = await haltedByAll(line);
      expect((await stage.organization.activate(line, halt.version)).status).toBe(200);
      await haltedByAll(line);
      expect(published(line)).toEqual([1]);
      stage.fleet.heal();
      await eventually(() => expect(published(line)).toEqual([1, 2, 3, 4]), soon);
      await stage.verify(line, await load.stop());
    },
    forOneRow,
  );

  it(
    'fault 8: Kafka falls silent for one executor: it acknowledges all the same, and hears from Kafka again afterwards',
    async () => {
      const [line, other] = [await stage.servedLine(), await stage.servedLine()];
      const [victim] = stage.fleet.executors;
      if (!victim) throw new Error('there is no executor');
      const load = stage.load(line);
      victim.network.to('kafka').stall();
      const halt = await haltedByAll(line);
      await stage.untilRefused(line, victim, 'CONNECTOR_INACTIVE');
      await activated(line, halt.version);
      stage.fleet.heal();
      // Which only Kafka tells.
      await spoil(other, Buffer.from('{'));
      await stage.untilRefused(other, victim, 'CONTROL_PLANE_STALE');
      await stage.verify(line, await load.stop());
    },
    forOneRow,
  );

  /** What no registry publishes, under the key of that connector. */
  async function spoil({ connectorId }: Line, value: Buffer): Promise<void> {
    const headers = {
      ce_specversion: '1.0',
      ce_id: randomUUID(),
      ce_source: 'careless',
      ce_type: 'patchbay.ConnectorState',
      ce_subject: connectorId,
      ce_time: new Date().toISOString(),
      ce_orgid: stage.organization.id,
      'content-type': 'application/json',
    };
    const topic = `${stage.fleet.kafka.topicPrefix}${connectorState.name}`;
    await producer.send({ topic, messages: [{ key: connectorId, value, headers }] });
  }
});
