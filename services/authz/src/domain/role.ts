import type { OrganizationId } from './organization-id.ts';

export type Role =
  | 'full-admin'
  | 'contact-center-service-admin'
  | 'external-full-admin'
  | 'external-contact-center-admin'
  | 'help-desk-full-admin'
  | 'partner-full-admin'
  | 'external-read-only-admin'
  | 'help-desk-basic-admin'
  | 'partner-read-only-admin'
  | 'read-only-admin'
  | 'flow-developer'
  | 'enforcement-point';

/** A user may hold several roles in an organization, each once. */
export interface HeldRole {
  readonly organizationId: OrganizationId;
  readonly userId: string;
  readonly role: Role;
}
