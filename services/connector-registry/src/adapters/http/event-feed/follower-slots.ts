import { HttpRefusal } from '@patchbay/service-kit';
import type { OrganizationId } from '../../../domain/ids.ts';

class TooManyFollowers extends HttpRefusal {
  readonly kind = 'unavailable';
  readonly code = 'event-feed.too-many-followers';
  readonly status = 429;
  override readonly headers = { 'retry-after': '10' };
  override readonly details: { limit: number };

  constructor(limit: number) {
    super(`${limit} clients follow the events of this organization here already: end one of them, or try again later`);
    this.details = { limit };
  }
}

/** No organization can take up more than its share of this replica's connections. */
export class FollowerSlots {
  private readonly taken = new Map<OrganizationId, number>();

  constructor(private readonly perOrganization: number) {}

  get count(): number {
    return [...this.taken.values()].reduce((sum, count) => sum + count, 0);
  }

  /**
   * @returns the way to give the slot back
   * @throws TooManyFollowers
   */
  take(organizationId: OrganizationId): () => void {
    const taken = this.taken.get(organizationId) ?? 0;
    if (taken >= this.perOrganization) throw new TooManyFollowers(this.perOrganization);
    this.taken.set(organizationId, taken + 1);
    let given = false;
    return () => {
      if (!given) this.give(organizationId);
      given = true;
    };
  }

  private give(organizationId: OrganizationId): void {
    const left = (this.taken.get(organizationId) ?? 1) - 1;
    if (left > 0) this.taken.set(organizationId, left);
    else this.taken.delete(organizationId);
  }
}
