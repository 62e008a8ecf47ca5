import type { EntityManager } from 'typeorm';
import type { RoleAssignmentRepository } from '../../application/ports.ts';
import { RoleAssignmentNotFound } from '../../domain/access-errors.ts';
import type { HeldRole } from '../../domain/role.ts';
import type { RoleAssignment } from '../../domain/role-assignment.ts';
import { roleAssignmentRow } from './rows.ts';

export class PostgresRoleAssignmentRepository implements RoleAssignmentRepository {
  constructor(private readonly manager: EntityManager) {}

  async find(held: HeldRole): Promise<RoleAssignment | undefined> {
    return (await this.manager.findOneBy(roleAssignmentRow, keyOf(held))) ?? undefined;
  }

  async add(assignment: RoleAssignment): Promise<void> {
    await this.manager.insert(roleAssignmentRow, assignment);
  }

  async remove(held: HeldRole): Promise<void> {
    const { affected } = await this.manager.delete(roleAssignmentRow, keyOf(held));
    if (affected === 0) throw new RoleAssignmentNotFound();
  }
}

const keyOf = ({ organizationId, userId, role }: HeldRole): HeldRole => ({ organizationId, userId, role });
