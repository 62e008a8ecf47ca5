import type { DataSource } from 'typeorm';
import { OrganizationReader } from '../../application/ports.ts';
import { OrganizationNotFound } from '../../domain/access-errors.ts';
import type { Organization } from '../../domain/organization.ts';
import type { OrganizationId } from '../../domain/organization-id.ts';
import type { RoleAssignment } from '../../domain/role-assignment.ts';
import { organizationRow, roleAssignmentRow } from './rows.ts';

export class PostgresOrganizationReader extends OrganizationReader {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async get(organizationId: OrganizationId): Promise<Organization> {
    const row = await this.dataSource.manager.findOneBy(organizationRow, { organizationId });
    if (!row) throw new OrganizationNotFound();
    return row;
  }

  override async listRoleAssignments(organizationId: OrganizationId): Promise<RoleAssignment[]> {
    await this.get(organizationId);
    return this.dataSource.manager.find(roleAssignmentRow, { where: { organizationId }, order: { userId: 'ASC', role: 'ASC' } });
  }
}
