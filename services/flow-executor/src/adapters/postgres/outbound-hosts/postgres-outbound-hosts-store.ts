import type { DataSource } from 'typeorm';
import { OutboundHostsStore } from '../../../application/outbound-hosts/outbound-hosts-store.ts';
import type { OutboundHosts } from '../../../domain/outbound-hosts/outbound-hosts.ts';

/** Notified with the id of an organization whose hosts have changed. */
export const outboundHostsChannel = 'outbound_hosts_changed';

interface HostsRow {
  organization_id: string;
  revision: number;
  hosts: string[];
  updated_at: Date;
  updated_by: string;
}

/** Only the next revision replaces one, and only the first is new: whoever comes second changes nothing. */
const replace = `
  WITH saved AS (
    INSERT INTO outbound_hosts AS known (organization_id, revision, hosts, updated_at, updated_by)
    SELECT $1::uuid, $2::bigint, $3::text[], $4::timestamptz, $5
     WHERE $2::bigint = 1 OR EXISTS (SELECT FROM outbound_hosts WHERE organization_id = $1::uuid)
    ON CONFLICT (organization_id) DO UPDATE
       SET (revision, hosts, updated_at, updated_by) = (excluded.revision, excluded.hosts, excluded.updated_at, excluded.updated_by)
     WHERE known.revision = excluded.revision - 1
    RETURNING organization_id)
  SELECT pg_notify($6, organization_id::text) FROM saved`;

export class PostgresOutboundHostsStore extends OutboundHostsStore {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async find(organizationId: string): Promise<OutboundHosts | undefined> {
    const [row]: HostsRow[] = await this.dataSource.query('SELECT * FROM outbound_hosts WHERE organization_id = $1', [organizationId]);
    if (!row) return undefined;
    const { revision, hosts, updated_at: updatedAt, updated_by: updatedBy } = row;
    return { organizationId, revision, hosts, updatedAt, updatedBy };
  }

  async replace({ organizationId, revision, hosts, updatedAt, updatedBy }: OutboundHosts): Promise<boolean> {
    const saved: unknown[] = await this.dataSource.query(replace, [
      organizationId,
      revision,
      hosts,
      updatedAt,
      updatedBy,
      outboundHostsChannel,
    ]);
    return saved.length > 0;
  }

  async revisions(organizationIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows: HostsRow[] = await this.dataSource.query(
      'SELECT organization_id, revision FROM outbound_hosts WHERE organization_id = ANY ($1::uuid[])',
      [organizationIds],
    );
    return new Map(rows.map(({ organization_id, revision }) => [organization_id, revision]));
  }
}
