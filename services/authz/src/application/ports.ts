import type { Facts } from '../domain/decision.ts';

/** The policies: pure and synchronous, allowed only when a policy permits and none of them erred. */
export abstract class PolicyEngine {
  abstract isPermitted(facts: Facts): boolean;
}
