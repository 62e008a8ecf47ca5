import type { OutboundHosts } from '../../domain/outbound-hosts/outbound-hosts.ts';

/** Each organization's, as they are committed. */
export abstract class OutboundHostsStore {
  abstract find(organizationId: string): Promise<OutboundHosts | undefined>;
  /** Unless they have changed since; tells every replica. @returns whether it did */
  abstract replace(hosts: OutboundHosts): Promise<boolean>;
  /** Of those that are set. */
  abstract revisions(organizationIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
