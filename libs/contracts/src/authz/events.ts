import { z } from 'zod';
import { retained, type Topic } from '../topic.ts';
import { Licence, Role } from './organization.ts';

const RoleChange = z.object({ userId: z.string(), role: Role, actor: z.string() });
export const RoleAssigned = RoleChange;
export const RoleRevoked = RoleChange;
export const OrganizationLicenceChanged = z.object({ licence: Licence, previous: Licence.nullable(), actor: z.string() });

/** Who may do what, as it changes; key = organizationId. */
export const authzEvents = {
  name: 'patchbay.authz.v1',
  owner: 'authz',
  partitions: 6,
  config: retained(30),
  events: {
    'patchbay.RoleAssigned': RoleAssigned,
    'patchbay.RoleRevoked': RoleRevoked,
    'patchbay.OrganizationLicenceChanged': OrganizationLicenceChanged,
  },
} as const satisfies Topic;
