import { EntitySchema } from 'typeorm';
import type { Organization } from '../../domain/organization.ts';
import type { RoleAssignment } from '../../domain/role-assignment.ts';

export const organizationRow = new EntitySchema<Organization>({
  name: 'organization',
  columns: {
    organizationId: { name: 'organization_id', type: 'uuid', primary: true },
    name: { type: 'text' },
    licence: { type: 'text' },
    timeZone: { name: 'time_zone', type: 'text' },
    createdAt: { name: 'created_at', type: 'timestamptz' },
  },
});

export const roleAssignmentRow = new EntitySchema<RoleAssignment>({
  name: 'role_assignment',
  columns: {
    organizationId: { name: 'organization_id', type: 'uuid', primary: true },
    userId: { name: 'user_id', type: 'text', primary: true },
    role: { type: 'text', primary: true },
    assignedAt: { name: 'assigned_at', type: 'timestamptz' },
    assignedBy: { name: 'assigned_by', type: 'text' },
  },
});
