import { describeClaims } from './claims.ts';
import { describeConnectors } from './connectors.ts';
import { describeDeletions } from './deletions.ts';
import { describeEvents } from './events.ts';
import { describeLists } from './lists.ts';
import { describeNames, describeQuotas } from './names-and-quotas.ts';
import { describeReferences } from './references.ts';
import { type OpenRegistry, RegistryUnderTest } from './registry-under-test.ts';

/** What the use cases count on: the fake and the real stores both keep to it. */
export function describeRegistry(title: string, openEmpty: () => Promise<OpenRegistry>): void {
  describe(title, () => {
    const registry = new RegistryUnderTest(openEmpty);
    beforeEach(() => registry.open());

    describeConnectors(registry);
    describeNames(registry);
    describeQuotas(registry);
    describeLists(registry);
    describeReferences(registry);
    describeDeletions(registry);
    describeClaims(registry);
    describeEvents(registry);
  });
}
