import { Injectable } from '@nestjs/common';
import { noOutboundHosts, type OutboundHosts, OutboundHostsMismatch } from '../../domain/outbound-hosts/outbound-hosts.ts';
import { Clock } from '../ports.ts';
import { OutboundHostsStore } from './outbound-hosts-store.ts';

@Injectable()
export class ManageOutboundHosts {
  constructor(
    private readonly store: OutboundHostsStore,
    private readonly clock: Clock,
  ) {}

  async get(organizationId: string): Promise<OutboundHosts> {
    return (await this.store.find(organizationId)) ?? noOutboundHosts(organizationId);
  }

  /** @throws OutboundHostsMismatch */
  async replace(organizationId: string, seenRevision: number, hosts: readonly string[], actor: string): Promise<OutboundHosts> {
    const { revision } = await this.get(organizationId);
    if (revision !== seenRevision) throw new OutboundHostsMismatch(revision);
    const replaced = { organizationId, revision: revision + 1, hosts: [...new Set(hosts)], updatedAt: this.clock.now(), updatedBy: actor };
    if (await this.store.replace(replaced)) return replaced;
    throw new OutboundHostsMismatch((await this.get(organizationId)).revision);
  }
}
