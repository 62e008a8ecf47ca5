import { Injectable } from '@nestjs/common';
import { HostPatterns } from '../../domain/outbound-hosts/host-patterns.ts';
import { LoadingCache } from '../loading-cache.ts';
import { OutboundHostsStore } from './outbound-hosts-store.ts';

const maxOrganizations = 5_000;

interface Known {
  readonly revision: number;
  readonly patterns: HostPatterns;
}

/** What this replica knows of them: a request asks the database nothing. Whoever hears of a change calls `invalidate`. */
@Injectable()
export class PermittedHosts {
  private readonly cache = new LoadingCache<Known>(maxOrganizations, (organizationId) => this.read(organizationId));

  constructor(private readonly store: OutboundHostsStore) {}

  /** Without a promise where the organization is known. */
  permit(organizationId: string, url: URL): boolean | Promise<boolean> {
    const known = this.cache.find(organizationId);
    return known instanceof Promise ? known.then((read) => read?.patterns.permit(url) ?? false) : (known?.patterns.permit(url) ?? false);
  }

  invalidate(organizationId: string): void {
    this.cache.invalidate((known) => known === organizationId);
  }

  invalidateAll(): void {
    this.cache.invalidate(() => true);
  }

  /** Drops what is no longer current: for the case that a notification got lost. */
  async refresh(): Promise<void> {
    const known = this.cache.known();
    if (known.length === 0) return;
    const revisions = await this.store.revisions(known.map(([organizationId]) => organizationId));
    for (const [organizationId, { revision }] of known)
      if (revision !== (revisions.get(organizationId) ?? 0)) this.invalidate(organizationId);
  }

  private async read(organizationId: string): Promise<Known> {
    const found = await this.store.find(organizationId);
    return { revision: found?.revision ?? 0, patterns: new HostPatterns(found?.hosts ?? []) };
  }
}
