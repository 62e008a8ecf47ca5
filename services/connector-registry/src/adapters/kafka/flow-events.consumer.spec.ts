import type { AttachFlow } from '../../application/attach-flow.ts';
import type { DetachFlow } from '../../application/detach-flow.ts';
import { FlowEventsConsumer } from './flow-events.consumer.ts';

const id = '0192f0c1-0000-7000-8000-00000000000';
const ids = { flowId: `${id}1`, connectorId: `${id}2`, operationId: `${id}3` };

describe('FlowEventsConsumer', () => {
  const done: string[] = [];
  const detachFlow = { execute: async () => void done.push('detached') } as unknown as DetachFlow;
  const attachFlow = { execute: async () => void done.push('attached') } as unknown as AttachFlow;
  const consumer = new FlowEventsConsumer(detachFlow, attachFlow);

  it.each([
    ['FlowDetached', ['detached']],
    ['FlowAttached', ['attached']],
    ['FlowPublished', []],
    ['FlowLabelMoved', []],
    ['FlowHalted', []],
    ['FlowResumed', []],
  ])('of %s makes %j', async (type, expected) => {
    done.length = 0;
    const event = {
      id: `${id}4`,
      type: `patchbay.${type}`,
      organizationId: `${id}5`,
      data: { ...ids, versionNumbers: [1], activities: [] },
    };
    await consumer.on(event as unknown as Parameters<FlowEventsConsumer['on']>[0]);
    expect(done).toEqual(expected);
  });
});
