import { Injectable } from '@nestjs/common';
import type { HeldRole } from '../domain/role.ts';
import { type RoleAssignment, roleAssigned } from '../domain/role-assignment.ts';
import { Clock, UnitOfWork } from './ports.ts';

@Injectable()
export class AssignRole {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /**
   * An assignment that is there already stays as it is, and is no event.
   * @throws OrganizationNotFound
   */
  execute(held: HeldRole, actor: string): Promise<{ assignment: RoleAssignment; created: boolean }> {
    return this.unitOfWork.run(async ({ organizations, roleAssignments, outbox }) => {
      await organizations.lock(held.organizationId);
      const present = await roleAssignments.find(held);
      if (present) return { assignment: present, created: false };
      const assignment = { ...held, assignedAt: this.clock.now(), assignedBy: actor };
      await roleAssignments.add(assignment);
      await outbox.append([roleAssigned(assignment)]);
      return { assignment, created: true };
    });
  }
}
