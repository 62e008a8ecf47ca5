import { describeClaims } from './claims.ts';
import { describeConnectors } from './connectors.ts';
import { describeDependents } from './dependents.ts';
import { describeEvents } from './events.ts';
import { describeNames, describeQuotas } from './names-and-quotas.ts';
import { describeOperationLists, describeOperations } from './operations.ts';
import { describeReferencePages, describeReferences } from './references.ts';
import { type OpenRegistry, RegistryUnderTest } from './registry-under-test.ts';
import { describeSnapshots } from './snapshots.ts';

/** What the use cases count on: the fake and the real stores both keep to it. */
export function describeRegistry(title: string, openEmpty: () => Promise<OpenRegistry>): void {
  describe(title, () => {
    const registry = new RegistryUnderTest(openEmpty);
    beforeEach(() => registry.open());

    describeConnectors(registry);
    describeNames(registry);
    describeQuotas(registry);
    describeSnapshots(registry);
    describeReferences(registry);
    describeReferencePages(registry);
    describeOperations(registry);
    describeOperationLists(registry);
    describeDependents(registry);
    describeClaims(registry);
    describeEvents(registry);
  });
}
