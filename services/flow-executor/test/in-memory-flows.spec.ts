import { describeFlowStore } from './support/flow-store-contract.ts';
import { InMemoryFlows } from './support/in-memory-flows.ts';

describeFlowStore('the fake', async () => {
  const flows = new InMemoryFlows();
  return { unitOfWork: flows, flows: flows.repository, runnable: flows, close: async () => undefined };
});
