/** Sixteen bytes in base64url, as Kafka wants it. Nobody asks which of these clusters it speaks to, so all have the same. */
export const clusterId: string = Buffer.from('patchbay-on-here').toString('base64url');

export interface KafkaAddresses {
  /** Where clients connect, and what the broker tells them to connect to. */
  advertised: string;
  listener: string;
  controllerListener: string;
  controller: string;
  dataFolder: string;
}

/** One node that is broker and controller, for one machine: small, quick to start, topics created explicitly. */
export function kafkaSettings({
  advertised,
  listener,
  controllerListener,
  controller,
  dataFolder,
}: KafkaAddresses): Record<string, string> {
  return {
    'node.id': '1',
    'process.roles': 'broker,controller',
    listeners: `PLAINTEXT://${listener},CONTROLLER://${controllerListener}`,
    'advertised.listeners': `PLAINTEXT://${advertised}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': `1@${controller}`,
    'log.dirs': dataFolder,
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    // Defaults are for machines that do nothing else.
    'num.network.threads': '2',
    'num.io.threads': '4',
    'log.cleaner.dedupe.buffer.size': String(16 * 1024 * 1024),
    'log.index.size.max.bytes': String(1024 * 1024),
    'group.coordinator.threads': '1',
  };
}

export const asProperties = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value.replaceAll('\\', '\\\\')}\n`)
    .join('');

/** As the image apache/kafka takes them. */
export const asEnvironment = (settings: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`KAFKA_${name.toUpperCase().replaceAll('.', '_')}`, value]));
