import type { WorldOrganization } from '../world.ts';

/** Ids of the same thing differ between organizations in the digit that tells the organizations apart. */
export function seededId(organization: Pick<WorldOrganization, 'organizationId'>, kind: string, number: number): string {
  return `01990000-0000-7${kind}-8${organization.organizationId.slice(-3)}-${String(number).padStart(12, '0')}`;
}
