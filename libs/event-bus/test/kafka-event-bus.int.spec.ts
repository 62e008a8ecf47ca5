import { jest } from '@jest/globals';
import { describeEventBus } from './event-bus-contract.ts';
import { openKafkaBench } from './kafka-bench.ts';

jest.setTimeout(30_000);

describeEventBus('KafkaEventBus', () => openKafkaBench());
