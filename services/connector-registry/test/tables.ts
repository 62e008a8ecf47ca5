import type { OwnConnection } from '@patchbay/postgres';
import { serviceRole } from '../src/adapters/postgres/roles.ts';

export interface Table {
  name: string;
  owner: string;
  /** Whether row-level security holds for the owner too. */
  forced: boolean;
  /** Role and condition. */
  policies: [string, string][];
  columns: string[];
  /** What the service role may do. */
  grants: string[];
  /** Takes away what would keep a made-up row out, but for the policies. */
  withoutConstraints: string;
  /** Inserts a made-up row of that organization. */
  insert(organizationId: string): string;
}

interface Row extends Omit<Table, 'insert' | 'columns'> {
  columns: { name: string; type: string; required: boolean }[];
}

/** What the catalog says of the tables (views, too) of this database. */
const catalog = `
  SELECT c.relname AS name, pg_get_userbyid(c.relowner) AS owner, c.relrowsecurity AND c.relforcerowsecurity AS forced,
         (SELECT coalesce(json_agg(json_build_array(p.roles[1], p.qual) ORDER BY p.roles[1]), '[]') FROM pg_policies p
           WHERE p.schemaname = 'public' AND p.tablename = c.relname AND p.cmd = 'ALL' AND p.permissive = 'PERMISSIVE' AND p.with_check = p.qual) AS policies,
         (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, NULL), 'required',
                   a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AND a.attname <> 'organization_id') ORDER BY a.attnum)
            FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
         (SELECT coalesce(json_agg(g.privilege_type), '[]') FROM information_schema.table_privileges g
           WHERE g.table_schema = 'public' AND g.table_name = c.relname AND g.grantee = '${serviceRole}') AS grants,
         (SELECT coalesce(string_agg(format('ALTER TABLE %I DROP CONSTRAINT %I CASCADE', c.relname, k.conname), ';'), 'SELECT 1') FROM pg_constraint k
           WHERE k.conrelid = c.oid AND k.contype IN ('c', 'f')) AS "withoutConstraints"
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY 1`;

export async function everyTable(superuser: OwnConnection): Promise<Table[]> {
  const rows = await superuser.query<Row>(catalog);
  return rows.map(({ columns, ...row }) => ({
    ...row,
    columns: columns.map(({ name }) => name),
    insert: (organizationId) => {
      const required = columns.filter((column) => column.required);
      const names = ['organization_id', ...required.map(({ name }) => name)];
      const values = [`'${organizationId}'`, ...required.map(({ type }) => madeUp(type))];
      return `INSERT INTO ${row.name} (${names.join(', ')}) VALUES (${values.join(', ')})`;
    },
  }));
}

/** Something of that type that no row before had. */
function madeUp(type: string): string {
  if (type.endsWith('[]')) return "'{}'";
  switch (type) {
    case 'uuid':
      return 'gen_random_uuid()';
    case 'json':
    case 'jsonb':
      return "'{}'";
    case 'boolean':
      return 'false';
    case 'timestamp with time zone':
      return 'clock_timestamp()';
    case 'date':
      return 'current_date';
    case 'bytea':
      return "decode(md5(random()::text), 'hex')";
    case 'bigint':
    case 'integer':
    case 'smallint':
    case 'double precision':
    case 'numeric':
      return '(random() * 30000)::int';
    case 'bit':
      return '0::bit(256)';
    case 'text':
      return 'gen_random_uuid()::text';
    default:
      throw new Error(`say in madeUp what a ${type} may be`);
  }
}
