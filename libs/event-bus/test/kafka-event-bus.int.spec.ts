import { describeEventBus } from './event-bus-contract.ts';
import { openKafkaBench } from './kafka-bench.ts';

describeEventBus('KafkaEventBus', () => openKafkaBench());
