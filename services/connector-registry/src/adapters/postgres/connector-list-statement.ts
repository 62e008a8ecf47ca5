import type { ConnectorFilter, ConnectorListRequest } from '../../application/connector-directory.ts';
import { nameKeyOf } from '../../domain/connector.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { wordsOf } from '../../domain/search-words.ts';

interface Statement {
  text: string;
  values: unknown[];
}

/** Up to so many connectors are cheaper to sort than a list is to walk. */
export const rare = 1_000;

/** What a page is sorted by: the column, how it travels in a position, and how it comes back. */
const sorts = {
  createdAt: inMicroseconds('created_at'),
  updatedAt: inMicroseconds('updated_at'),
  name: { column: 'name_key', sent: 'name_key', received: (placeholder: string) => `${placeholder}::text` },
};

function inMicroseconds(column: string) {
  return {
    column,
    sent: `(extract(epoch FROM ${column}) * 1000000)::bigint`,
    received: (placeholder: string) => `timestamptz 'epoch' + ${placeholder}::bigint * interval '1 microsecond'`,
  };
}

/** Numbers values as they are mentioned. */
class Values {
  readonly all: unknown[] = [];

  add(value: unknown): string {
    this.all.push(value);
    return `$${this.all.length}`;
  }

  /** What begins with `prefix`: nothing that is written sorts behind the last character of Unicode. */
  startingWith(column: string, prefix: string): string {
    return `${column} >= ${this.add(prefix)} AND ${column} < ${this.add(`${prefix}\u{10ffff}`)}`;
  }
}

/** How many connectors each part of a search leaves, up to one more than few. */
export function probesOf(organizationId: OrganizationId, { namePrefix, q = '' }: ConnectorFilter): Statement[] {
  const probe = (table: string, column: string, prefix: string): Statement => {
    const values = new Values();
    const condition = `organization_id = ${values.add(organizationId)} AND ${values.startingWith(column, prefix)}`;
    return { text: `SELECT connector_id AS "connectorId" FROM ${table} WHERE ${condition} LIMIT ${rare + 1}`, values: values.all };
  };
  const ofName = namePrefix === undefined ? [] : [probe('connector', 'name_key', nameKeyOf(namePrefix))];
  return [...ofName, ...wordsOf(q).map((word) => probe('connector_word', 'word', word))];
}

/** One row more than a page tells whether there is another. @param few the only ones that can be in the list, if that is known */
export function listStatementOf(organizationId: OrganizationId, request: ConnectorListRequest, few: string[] | undefined): Statement {
  const { filter, order, size, after } = request;
  const { column, sent, received } = sorts[order.by];
  const values = new Values();
  const organization = values.add(organizationId);
  // OFFSET 0: planned by itself, or the planner might walk the whole list for these few.
  const source =
    few === undefined
      ? 'connector'
      : `(SELECT * FROM connector WHERE organization_id = ${organization} AND connector_id = ANY (${values.add(few)}::uuid[]) OFFSET 0)`;
  const conditions = [`organization_id = ${organization}`, ...conditionsOf(filter, values)];
  if (after) {
    const beyond = order.direction === 'asc' ? '>' : '<';
    const position = `(${received(values.add(after.sortKey))}, ${values.add(after.connectorId)}::uuid)`;
    conditions.push(`(${column}, connector_id) ${beyond} ${position}`);
  }
  const text = `
    SELECT connector_id AS "connectorId", kind, name, access_level AS "accessLevel", state, version, ${sent} AS "sortKey"
      FROM ${source} AS connector
     WHERE ${conditions.join(' AND ')}
     ORDER BY ${column} ${order.direction}, connector_id ${order.direction}
     LIMIT ${size + 1}`;
  return { text, values: values.all };
}

function conditionsOf({ state, kind, accessLevel, name, namePrefix, q = '' }: ConnectorFilter, values: Values): string[] {
  const conditions = [`is_deleted = ${state === 'DELETED'}`];
  if (state) conditions.push(`state = ${values.add(state)}`);
  if (kind) conditions.push(`kind = ${values.add(kind)}`);
  if (accessLevel) conditions.push(`access_level = ${values.add(accessLevel)}`);
  if (name !== undefined) conditions.push(`name_key = ${values.add(nameKeyOf(name))}`);
  if (namePrefix !== undefined) conditions.push(values.startingWith('name_key', nameKeyOf(namePrefix)));
  return [...conditions, ...wordsOf(q).map((word) => hasWord(word, values))];
}

/** OFFSET 0: looked up for each connector that comes along, not joined with all that have the word. */
function hasWord(word: string, values: Values): string {
  const isOfConnector = 'of_connector.organization_id = connector.organization_id AND of_connector.connector_id = connector.connector_id';
  return `EXISTS (SELECT FROM connector_word AS of_connector WHERE ${isOfConnector} AND ${values.startingWith('word', word)} OFFSET 0)`;
}
