import type { ConnectorListRequest } from '../../../application/connector-directory.ts';
import { nameKeyOf } from '../../../domain/connector.ts';
import type { OrganizationId } from '../../../domain/ids.ts';
import { wordsOf } from '../../../domain/search-words.ts';
import { type Statement, Values } from './values.ts';

/** A range of an index that holds the connectors which some part of a filter leaves. */
export interface Search {
  table: 'connector' | 'connector_word';
  column: 'name_key' | 'word';
  from: string;
  to: string;
}

/** What is to be looked up beside the list: in the order of names, how a name begins is a range of the list itself. */
export function searchesOf({ filter: { name, namePrefix, q = '' }, order }: ConnectorListRequest): Search[] {
  const named: Search[] = name === undefined ? [] : [{ ...startingWith('connector', 'name_key', name), to: nameKeyOf(name) }];
  const begun = namePrefix === undefined || order.by === 'name' ? [] : [startingWith('connector', 'name_key', namePrefix)];
  return [...named, ...begun, ...wordsOf(q).map((word) => startingWith('connector_word', 'word', word))];
}

/** Searches of words that every connector of the list meets: who has a name that begins so has its words, too. */
export function wordSearchesOf({ filter: { namePrefix = '', q = '' } }: ConnectorListRequest): Search[] {
  return wordsOf(`${q} ${namePrefix}`).map((word) => startingWith('connector_word', 'word', word));
}

/** The different words that it finds, from one to the next and not through all who have them. */
export function wordsFound({ from, to }: Search, organizationId: OrganizationId, limit: number): Statement {
  const values = new Values();
  const [organization, first, last] = [organizationId, from, to].map((value) => values.add(value));
  const next = (condition: string) =>
    `(SELECT word FROM connector_word WHERE organization_id = ${organization} AND ${condition} AND word <= ${last} ORDER BY word LIMIT 1)`;
  const text = `
    WITH RECURSIVE found AS (
      ${next(`word >= ${first}`)} UNION ALL SELECT ${next('word > found.word')} FROM found WHERE word IS NOT NULL
    ) SELECT word FROM found WHERE word IS NOT NULL LIMIT ${limit}`;
  return { text, values: values.all };
}

/** Of the list in the order of names. */
export function rangeOf({ filter: { namePrefix }, order }: ConnectorListRequest, values: Values): string[] {
  if (namePrefix === undefined || order.by !== 'name') return [];
  return [isWithin(startingWith('connector', 'name_key', namePrefix), 'candidate', values)];
}

/** Nothing that is written sorts behind the last character of Unicode. */
function startingWith(table: Search['table'], column: Search['column'], text: string): Search {
  const from = nameKeyOf(text);
  return { table, column, from, to: `${from}\u{10ffff}` };
}

const isWithin = ({ column, from, to }: Search, table: string, values: Values): string =>
  `${table}.${column} >= ${values.add(from)} AND ${table}.${column} <= ${values.add(to)}`;

/** The connectors that it leaves. */
function found(search: Search, organization: string, values: Values): string {
  const { table } = search;
  return `SELECT connector_id AS "connectorId" FROM ${table} WHERE ${table}.organization_id = ${organization} AND ${isWithin(search, table, values)}`;
}

/** Whether each of them finds more than so many. */
export function areMany(searches: readonly Search[], organizationId: OrganizationId, count: number): Statement {
  const values = new Values();
  const organization = values.add(organizationId);
  const each = searches.map((search) => `EXISTS (${found(search, organization, values)} OFFSET ${count})`);
  return { text: `SELECT ARRAY[${each.join(', ')}] AS many`, values: values.all };
}

/** Looked at one after the other, and not by a look at everything. */
export function eachFound(search: Search, organization: string, values: Values): string {
  const one = `SELECT * FROM connector AS one WHERE one.organization_id = ${organization} AND one.connector_id = found."connectorId" OFFSET 0`;
  return `(SELECT DISTINCT * FROM (${found(search, organization, values)}) AS every) AS found, LATERAL (${one}) AS candidate`;
}

/** Gathered at once, each connector then costs next to nothing. IS TRUE: not joined, which would lose the order. */
export function isGathered(search: Search, organization: string, values: Values): string {
  return `(candidate.connector_id IN (${found(search, organization, values)})) IS TRUE`;
}

/** Looked up for each connector that comes along, as most have it. OFFSET 0: not joined either. */
export function isLookedUp(search: Search, organization: string, values: Values): string {
  return `EXISTS (${found(search, organization, values)} AND ${search.table}.connector_id = candidate.connector_id OFFSET 0)`;
}
