import type { Licence } from './licence.ts';

/** Everything that a policy reads, and nothing else: two requests with equal facts get the same decision. */
export interface Facts {
  subject: { type: 'user'; roles: readonly string[]; platformOperator: boolean } | { type: 'service'; id: string };
  action: string;
  licence: Licence;
}

export type Refusal = 'not-a-member' | 'role-not-allowed' | 'licence-required';
export type Decision = { allowed: true } | { allowed: false; refusal: Refusal };

const connectorLicence: Licence = 'FLEX3';

/**
 * Asks the policies, and says of a refusal what would have to be different.
 * @param reach whether the request is about one organization; nobody is a stranger to the platform itself, which has no existence to hide
 */
export function decide(facts: Facts, reach: 'organization' | 'platform', isPermitted: (facts: Facts) => boolean): Decision {
  if (isPermitted(facts)) return { allowed: true };
  if (reach === 'organization' && isStranger(facts.subject)) return { allowed: false, refusal: 'not-a-member' };
  if (isPermitted({ ...facts, licence: connectorLicence })) return { allowed: false, refusal: 'licence-required' };
  return { allowed: false, refusal: 'role-not-allowed' };
}

const isStranger = (subject: Facts['subject']): boolean =>
  subject.type === 'user' && subject.roles.length === 0 && !subject.platformOperator;

/** By name, as a history keeps them: those of the organization, and that of the platform. */
export function rolesOf(subject: Facts['subject']): readonly string[] {
  if (subject.type === 'service') return [];
  return subject.platformOperator ? [...subject.roles, 'platform-operator'] : subject.roles;
}

export const refusalMessages: Record<Refusal, string> = {
  'not-a-member': 'you have no role in this organization: ask one of its administrators for one',
  'role-not-allowed': 'your role does not allow this: ask an administrator for a role that does',
  'licence-required': `the organization needs the ${connectorLicence} licence for this: ask the platform operator`,
};
