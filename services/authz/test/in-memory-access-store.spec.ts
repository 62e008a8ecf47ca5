import { describeAccessStore } from './access-store-contract.ts';
import { InMemoryAccessStore } from './in-memory-access-store.ts';

const store = new InMemoryAccessStore();
const eventsOf = async (organizationId: string) => store.events.filter((event) => event.organizationId === organizationId);

describeAccessStore('InMemoryAccessStore', () => ({
  unitOfWork: store.unitOfWork,
  organizations: store.organizations,
  memberships: store.memberships,
  eventsOf,
}));
