import type { DataSource } from 'typeorm';
import { type Membership, MembershipReader } from '../../application/ports.ts';
import { licenceOfUnknown } from '../../domain/licence.ts';
import type { OrganizationId } from '../../domain/organization-id.ts';

/** Both tables by their primary keys, in one round trip: each request to any service waits for it. */
const membershipStatement = `
  SELECT licence, ARRAY(SELECT role FROM role_assignment WHERE organization_id = $1 AND user_id = $2) AS roles
    FROM organization WHERE organization_id = $1`;

export class PostgresMembershipReader extends MembershipReader {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async membershipOf(organizationId: OrganizationId, userId: string): Promise<Membership> {
    const [membership]: Membership[] = await this.dataSource.query(membershipStatement, [organizationId, userId]);
    return membership ?? { licence: licenceOfUnknown, roles: [] };
  }
}
