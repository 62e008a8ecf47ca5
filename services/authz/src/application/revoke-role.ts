import { Injectable } from '@nestjs/common';
import type { HeldRole } from '../domain/role.ts';
import { roleRevoked } from '../domain/role-assignment.ts';
import { UnitOfWork } from './ports.ts';

@Injectable()
export class RevokeRole {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** @throws OrganizationNotFound, RoleAssignmentNotFound */
  execute(held: HeldRole, actor: string): Promise<void> {
    return this.unitOfWork.run(async ({ organizations, roleAssignments, outbox }) => {
      await organizations.lock(held.organizationId);
      await roleAssignments.remove(held);
      await outbox.append([roleRevoked(held, actor)]);
    });
  }
}
