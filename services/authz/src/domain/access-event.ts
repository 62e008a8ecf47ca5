import type { Licence } from './licence.ts';
import type { OrganizationId } from './organization-id.ts';
import type { HeldRole } from './role.ts';

interface OrganizationLicenceChanged {
  readonly type: 'OrganizationLicenceChanged';
  readonly organizationId: OrganizationId;
  readonly licence: Licence;
  readonly previous: Licence | null;
  readonly actor: string;
}

interface RoleChanged extends HeldRole {
  readonly type: 'RoleAssigned' | 'RoleRevoked';
  readonly actor: string;
}

/** What changed about who may do what, and who changed it. */
export type AccessEvent = OrganizationLicenceChanged | RoleChanged;
