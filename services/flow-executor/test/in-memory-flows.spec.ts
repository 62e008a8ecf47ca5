import { describeDetachmentStore } from './support/detachment-store-contract.ts';
import type { FlowStore } from './support/flow-store.ts';
import { describeFlowStore } from './support/flow-store-contract.ts';
import { describeHaltStore } from './support/halt-store-contract.ts';
import { InMemoryFlows } from './support/in-memory-flows.ts';

async function open(): Promise<FlowStore> {
  const flows = new InMemoryFlows();
  return { unitOfWork: flows, flows: flows.repository, runnable: flows, close: async () => undefined };
}

describeFlowStore('the fake', open);
describeDetachmentStore('the fake', open);
describeHaltStore('the fake', open);
