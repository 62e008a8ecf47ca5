import type { FlowRepository, RunnableFlows, UnitOfWork } from '../../src/application/ports.ts';
import type { StoredFlow } from '../../src/domain/lifecycle/stored-flow.ts';
import { givenVersion } from './given.ts';

/** What stands in front of a database, or of its fake. */
export interface FlowStore {
  unitOfWork: UnitOfWork;
  flows: FlowRepository;
  runnable: RunnableFlows;
  close(): Promise<void>;
}

export async function insert(
  { unitOfWork }: FlowStore,
  flow: StoredFlow,
  ...versions: Parameters<typeof givenVersion>[1][]
): Promise<StoredFlow> {
  await unitOfWork.run(async ({ flows }) => {
    await flows.insert(flow);
    for (const version of versions) await flows.insertVersion(givenVersion(flow, version));
  });
  return flow;
}
