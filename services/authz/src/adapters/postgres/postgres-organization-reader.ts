import { type DataSource, MoreThan } from 'typeorm';
import { OrganizationReader, type RoleAssignmentPage, type RoleAssignmentPageRequest } from '../../application/ports.ts';
import { OrganizationNotFound } from '../../domain/access-errors.ts';
import type { Organization } from '../../domain/organization.ts';
import type { OrganizationId } from '../../domain/organization-id.ts';
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

  override async listRoleAssignments(
    organizationId: OrganizationId,
    { size, after }: RoleAssignmentPageRequest,
  ): Promise<RoleAssignmentPage> {
    await this.get(organizationId);
    const behind = after && [
      { organizationId, userId: after.userId, role: MoreThan(after.role) },
      { organizationId, userId: MoreThan(after.userId) },
    ];
    const rows = await this.dataSource.manager.find(roleAssignmentRow, {
      where: behind ?? { organizationId },
      order: { userId: 'ASC', role: 'ASC' },
      // One more tells whether there is another page.
      take: size + 1,
    });
    const items = rows.slice(0, size);
    return { items, next: rows.length > size ? items.at(-1) : undefined };
  }
}
