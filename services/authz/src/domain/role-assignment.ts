import type { AccessEvent } from './access-event.ts';
import type { HeldRole } from './role.ts';

export interface RoleAssignment extends HeldRole {
  readonly assignedAt: Date;
  readonly assignedBy: string;
}

export function roleAssigned({ organizationId, userId, role, assignedBy }: RoleAssignment): AccessEvent {
  return { type: 'RoleAssigned', organizationId, userId, role, actor: assignedBy };
}

export function roleRevoked({ organizationId, userId, role }: HeldRole, actor: string): AccessEvent {
  return { type: 'RoleRevoked', organizationId, userId, role, actor };
}
