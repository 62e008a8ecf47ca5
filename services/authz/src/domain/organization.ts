import type { AccessEvent } from './access-event.ts';
import type { Licence } from './licence.ts';
import type { OrganizationId } from './organization-id.ts';

export interface Organization {
  readonly organizationId: OrganizationId;
  readonly name: string;
  readonly licence: Licence;
  /** IANA name. */
  readonly timeZone: string;
  readonly createdAt: Date;
}

export interface OrganizationChange {
  readonly organization: Organization;
  readonly events: readonly AccessEvent[];
}

export function register(organization: Organization, actor: string): OrganizationChange {
  return { organization, events: [licenceChanged(organization, null, actor)] };
}

/** A new name or time zone alone is not worth an event: nobody decides by it. */
export function revise(
  organization: Organization,
  revision: { readonly name?: string; readonly licence: Licence; readonly timeZone?: string },
  actor: string,
): OrganizationChange {
  const revised = { ...organization, ...revision };
  const events = revised.licence === organization.licence ? [] : [licenceChanged(revised, organization.licence, actor)];
  return { organization: revised, events };
}

function licenceChanged({ organizationId, licence }: Organization, previous: Licence | null, actor: string): AccessEvent {
  return { type: 'OrganizationLicenceChanged', organizationId, licence, previous, actor };
}
