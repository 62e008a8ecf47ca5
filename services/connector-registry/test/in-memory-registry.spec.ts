import { FixedClock } from '@patchbay/testing';
import { InMemoryRegistry } from './in-memory-registry.ts';
import { describeRegistry } from './registry-contract/describe-registry.ts';

describeRegistry('the registry in memory', async () => {
  const { unitOfWork, reader, queue } = new InMemoryRegistry(new FixedClock());
  return { unitOfWork, reader, queue };
});
