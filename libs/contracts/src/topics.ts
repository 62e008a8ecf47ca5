import { authzEvents } from './authz/events.ts';
import { connectorLifecycle, connectorState } from './connector-registry/events.ts';
import { flowLifecycle } from './flow-executor/events.ts';
import { routingOutcomes } from './flow-executor/outcomes.ts';
import type { Topic } from './topic.ts';

/** Every topic of the platform; each has a dead-letter topic beside it. */
export const topics: readonly Topic[] = [connectorLifecycle, connectorState, flowLifecycle, routingOutcomes, authzEvents];
