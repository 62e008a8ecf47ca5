import type { EntityManager } from 'typeorm';
import type { OrganizationRepository } from '../../application/ports.ts';
import { OrganizationNotFound } from '../../domain/access-errors.ts';
import type { Organization } from '../../domain/organization.ts';
import type { OrganizationId } from '../../domain/organization-id.ts';
import { organizationRow } from './rows.ts';

export class PostgresOrganizationRepository implements OrganizationRepository {
  constructor(private readonly manager: EntityManager) {}

  /** Waits for whoever is adding the same one at this moment, and then knows whether they did. */
  async add({ organizationId, name, licence, timeZone, createdAt }: Organization): Promise<boolean> {
    const added: unknown[] = await this.manager.query(
      `INSERT INTO organization (organization_id, name, licence, time_zone, created_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING RETURNING organization_id`,
      [organizationId, name, licence, timeZone, createdAt],
    );
    return added.length > 0;
  }

  async lock(organizationId: OrganizationId): Promise<Organization> {
    const row = await this.manager.findOne(organizationRow, { where: { organizationId }, lock: { mode: 'for_no_key_update' } });
    if (!row) throw new OrganizationNotFound();
    return row;
  }

  async save({ organizationId, name, licence, timeZone }: Organization): Promise<void> {
    await this.manager.update(organizationRow, { organizationId }, { name, licence, timeZone });
  }
}
