import { organizations } from '../world.ts';
import type { OrganizationData } from './organization-data.ts';
import { seedOrganization } from './seed.ts';

/** The data of every organization, seeded at the start and kept in memory. */
export class ContactCenter {
  private readonly data: ReadonlyMap<string, OrganizationData>;

  constructor(nowMs: number) {
    this.data = new Map(organizations.map((organization) => [organization.organizationId, seedOrganization(organization, nowMs)]));
  }

  get(organizationId: string): OrganizationData {
    const data = this.data.get(organizationId);
    if (!data) throw new TypeError(`the world has no organization ${organizationId}`);
    return data;
  }
}
