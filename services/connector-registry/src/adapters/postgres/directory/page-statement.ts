import type { ConnectorFilter, ConnectorListRequest } from '../../../application/connector-directory.ts';
import type { OrganizationId } from '../../../domain/ids.ts';
import { isGathered, isLookedUp, rangeOf, type Search } from './search.ts';
import { type Statement, Values } from './values.ts';

/** What a page is sorted by: the column, how it travels in a position, and how it comes back. */
const sorts = {
  createdAt: inMicroseconds('created_at'),
  updatedAt: inMicroseconds('updated_at'),
  name: { column: 'name_key', sent: 'page.name_key', received: (placeholder: string) => `${placeholder}::text` },
};

function inMicroseconds(column: string) {
  return {
    column,
    sent: `(extract(epoch FROM page.${column}) * 1000000)::bigint`,
    received: (placeholder: string) => `timestamptz 'epoch' + ${placeholder}::bigint * interval '1 microsecond'`,
  };
}

/**
 * The statement for a page, in three ways to find what is searched for; each gives the same page.
 * It has one row more than the page, which tells whether there is another.
 */
export class PageStatement {
  private readonly values = new Values();
  private readonly organization: string;
  private readonly size: number;

  constructor(
    organizationId: OrganizationId,
    private readonly request: ConnectorListRequest,
    private readonly searches: readonly Search[],
  ) {
    this.organization = this.values.add(organizationId);
    this.size = request.size + 1;
  }

  /** When no others are in the list. MATERIALIZED: looked at by themselves, not by walking the list until they come along. */
  amongFew(few: readonly string[]): Statement {
    const isOne = `candidate.organization_id = ${this.organization} AND candidate.connector_id = ANY (${this.values.add(few)}::uuid[])`;
    const before = `WITH few AS MATERIALIZED (SELECT * FROM connector AS candidate WHERE ${[isOne, ...this.lookedUp()].join(' AND ')})`;
    return this.shown(this.listed('few', this.size), before);
  }

  /** Looks at so many of the list only, one by one: a page that is full is the page. */
  amongFirst(count: number): Statement {
    const matching = `SELECT * FROM (${this.listed('connector', count)}) AS candidate WHERE ${this.lookedUp().join(' AND ')}`;
    return this.shown(`${matching} ${this.inOrder('candidate')} LIMIT ${this.size}`);
  }

  /** Walks the list, past all others. */
  onTheWay(): Statement {
    const gathered = this.searches.map((search) => isGathered(search, this.organization, this.values));
    return this.shown(this.listed('connector', this.size, gathered));
  }

  private shown(page: string, before = ''): Statement {
    const text = `${before}
      SELECT connector_id AS "connectorId", kind, name, access_level AS "accessLevel", state, version, ${this.sort.sent} AS "sortKey"
        FROM (${page}) AS page JOIN connector USING (connector_id)
       WHERE connector.organization_id = ${this.organization} ${this.inOrder('page')}`;
    return { text, values: this.values.all };
  }

  /** Merged from one ordered range of an index for each combination that the filter leaves, so that none is too rare to be found. */
  private listed(table: 'connector' | 'few', limit: number, conditions: readonly string[] = []): string {
    const { column } = this.sort;
    const ofPart = `SELECT connector_id, ${column} FROM ${table} AS candidate WHERE ${[...this.isCandidate(), ...conditions].join(' AND ')}`;
    const ordered = `${ofPart} ${this.inOrder('candidate')} LIMIT ${limit}`;
    return `SELECT one.* FROM ${partsOf(this.request.filter, this.values)}, LATERAL (${ordered}) AS one ${this.inOrder('one')} LIMIT ${limit}`;
  }

  private isCandidate(): string[] {
    const { order, after } = this.request;
    const isOfPart = 'candidate.state = part.state AND candidate.kind = part.kind AND candidate.access_level = part.access_level';
    const conditions = [`candidate.organization_id = ${this.organization}`, isOfPart, ...rangeOf(this.request, this.values)];
    if (!after) return conditions;
    const position = `(${this.sort.received(this.values.add(after.sortKey))}, ${this.values.add(after.connectorId)}::uuid)`;
    return [...conditions, `(candidate.${this.sort.column}, candidate.connector_id) ${order.direction === 'asc' ? '>' : '<'} ${position}`];
  }

  private lookedUp(): string[] {
    return this.searches.map((search) => isLookedUp(search, this.organization, this.values));
  }

  private inOrder(table: string): string {
    const { direction } = this.request.order;
    return `ORDER BY ${table}.${this.sort.column} ${direction}, ${table}.connector_id ${direction}`;
  }

  private get sort() {
    return sorts[this.request.order.by];
  }
}

function partsOf({ state, kind, accessLevel }: ConnectorFilter, values: Values): string {
  const states = state ? [state] : ['ACTIVE', 'INACTIVE', 'DELETING'];
  const kinds = kind ? [kind] : ['webex-contact-center', 'custom'];
  const levels = accessLevel ? [accessLevel] : ['READ_ONLY', 'READ_WRITE'];
  const [eachState, eachKind, eachLevel] = [states, kinds, levels].map((wanted) => `unnest(${values.add(wanted)}::text[])`);
  return `(SELECT * FROM ${eachState} AS state, ${eachKind} AS kind, ${eachLevel} AS access_level) AS part`;
}
