import { serviceRole, systemRole } from '../roles.ts';

type Verb = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';
const everyVerb: readonly Verb[] = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'];

/**
 * Without `missing_ok`, and cast: a transaction that has set no organization gets an error, not an empty answer,
 * whether the session has never known the setting or has an empty one left over.
 */
const tenant = "current_setting('app.tenant')::uuid";

interface Protection {
  /** Of the column `organization_id`. Default: uuid. */
  type?: 'uuid' | 'text';
  /** What the service role may do. Default: everything. */
  service?: readonly Verb[];
  /** What the system role may do. Default: everything. */
  system?: readonly Verb[];
}

/** Statements after a CREATE TABLE: the service sees and writes rows of the organization of its transaction, the system those of all. Nobody else does. */
export function protectTable(table: string, { type = 'uuid', service = everyVerb, system = everyVerb }: Protection = {}): string[] {
  const own = `organization_id = ${type === 'text' ? `(${tenant})::text` : tenant}`;
  return [
    `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`,
    `ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`,
    `CREATE POLICY one_organization ON ${table} TO ${serviceRole} USING (${own}) WITH CHECK (${own})`,
    `CREATE POLICY every_organization ON ${table} TO ${systemRole} USING (true) WITH CHECK (true)`,
    ...grants(table, { service, system }),
  ];
}

/** For a migration that reads or fills protected tables: their owner sees no row, and may write none, while they are. */
export function unprotected(tables: readonly string[], statements: readonly string[]): string[] {
  const each = (change: string) => tables.map((table) => `ALTER TABLE ${table} ${change} ROW LEVEL SECURITY`);
  return [...each('NO FORCE'), ...statements, ...each('FORCE')];
}

/** For a table that has no organization: a counter, a position. */
export function shareTable(table: string, { service = everyVerb, system = everyVerb }: Omit<Protection, 'type'> = {}): string[] {
  return grants(table, { service, system });
}

function grants(table: string, verbs: { service: readonly Verb[]; system: readonly Verb[] }): string[] {
  const grant = (role: string, granted: readonly Verb[]) =>
    granted.length === 0 ? [] : [`GRANT ${granted.join(', ')} ON ${table} TO ${role}`];
  return [...grant(serviceRole, verbs.service), ...grant(systemRole, verbs.system)];
}
