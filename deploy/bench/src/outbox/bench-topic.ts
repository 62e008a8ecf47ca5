import type { Topic } from '@patchbay/contracts';

export const benchTopic: Topic = { name: 'bench.outbox.v1', owner: 'bench', partitions: 2, config: {}, events: {} };
