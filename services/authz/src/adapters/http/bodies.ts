import type { Organization as OrganizationBody, RoleAssignment as RoleAssignmentBody } from '@patchbay/contracts';
import { OrganizationId } from '@patchbay/contracts';
import type { Organization } from '../../domain/organization.ts';
import type { RoleAssignment } from '../../domain/role-assignment.ts';

export const organizationBody = ({ organizationId, name, licence, timeZone, createdAt }: Organization): OrganizationBody => ({
  organizationId: OrganizationId.parse(organizationId),
  name,
  licence,
  timeZone,
  createdAt: createdAt.toISOString(),
});

export const roleAssignmentBody = ({ userId, role, assignedAt, assignedBy }: RoleAssignment): RoleAssignmentBody => ({
  userId,
  role,
  assignedAt: assignedAt.toISOString(),
  assignedBy,
});
