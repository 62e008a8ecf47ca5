import { describeEventBus } from '../../test/event-bus-contract.ts';
import { InMemoryEventBus } from './in-memory-event-bus.ts';

describeEventBus('InMemoryEventBus', async () => {
  const bus = new InMemoryEventBus({ partitions: 2 });
  return { bus, append: async (topic, message) => bus.append(topic, message), close: () => bus.close() };
});
