import type { ConnectorFilter, ConnectorListRequest } from '../../../application/connector-directory.ts';
import type { OrganizationId } from '../../../domain/ids.ts';
import { eachFound, isGathered, isLookedUp, rangeOf, type Search } from './search.ts';
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
 * The statement for a page, in four ways to find what is searched for; each gives the same page.
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

  /** When a search finds few. MATERIALIZED: looked at by themselves, not by walking the list until they come along. */
  amongFew(rare: Search): Statement {
    const isOne = this.searches.filter((search) => search !== rare).map((search) => isLookedUp(search, this.organization, this.values));
    const found = eachFound(rare, this.organization, this.values);
    const before = `WITH few AS MATERIALIZED (SELECT candidate.* FROM ${found} WHERE ${['true', ...isOne].join(' AND ')})`;
    return this.shown(this.listed('few', this.size), before);
  }

  /** Looks at so many of the list only, one by one: a page that is full is the page. */
  amongFirst(count: number): Statement {
    return this.matching(this.listed('connector', count), this.lookedUp());
  }

  /** The same, of those who have one of these words. */
  amongFirstWith(words: readonly string[], count: number): Statement {
    const { column } = this.sort;
    const isNext = ['candidate.word = wanted.word', ...this.isAhead()].join(' AND ');
    const ofWord = `SELECT connector_id, ${column} FROM connector_word AS candidate WHERE ${isNext} ${this.inOrder('candidate')} LIMIT ${count}`;
    const withOne = `SELECT DISTINCT one.${column}, one.connector_id FROM unnest(${this.values.add(words)}::text[]) AS wanted (word), LATERAL (${ofWord}) AS one`;
    return this.matching(`${withOne} ${this.inOrder('one')} LIMIT ${count}`, [this.isOfSomePart(), ...this.lookedUp()]);
  }

  /** Walks the list, past all others. */
  onTheWay(): Statement {
    const gathered = this.searches.map((search) => isGathered(search, this.organization, this.values));
    return this.shown(this.listed('connector', this.size, gathered));
  }

  private shown(page: string, before = ''): Statement {
    const text = `${before}
      SELECT connector_id AS "connectorId", kind, name, access_level AS "accessLevel", state, version,
             connector.created_at AS "createdAt", connector.updated_at AS "updatedAt", ${this.sort.sent} AS "sortKey"
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

  private matching(candidates: string, conditions: readonly string[]): Statement {
    const matching = `SELECT * FROM (${candidates}) AS candidate WHERE ${conditions.join(' AND ')}`;
    return this.shown(`${matching} ${this.inOrder('candidate')} LIMIT ${this.size}`);
  }

  private isCandidate(): string[] {
    return [...this.isAhead(), isOfPart('candidate')];
  }

  /** OFFSET 0: looked up for each, not joined. */
  private isOfSomePart(): string {
    const isSame = `one.organization_id = ${this.organization} AND one.connector_id = candidate.connector_id`;
    return `EXISTS (SELECT FROM connector AS one, ${partsOf(this.request.filter, this.values)} WHERE ${isSame} AND ${isOfPart('one')} OFFSET 0)`;
  }

  private isAhead(): string[] {
    const { order, after } = this.request;
    const conditions = [`candidate.organization_id = ${this.organization}`, ...rangeOf(this.request, this.values)];
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

const isOfPart = (table: string) =>
  `${table}.state = part.state AND ${table}.kind = part.kind AND ${table}.access_level = part.access_level`;

function partsOf({ state, kind, accessLevel }: ConnectorFilter, values: Values): string {
  const states = state ? [state] : ['ACTIVE', 'INACTIVE', 'DELETING'];
  const kinds = kind ? [kind] : ['webex-contact-center', 'custom'];
  const levels = accessLevel ? [accessLevel] : ['READ_ONLY', 'READ_WRITE'];
  const [eachState, eachKind, eachLevel] = [states, kinds, levels].map((wanted) => `unnest(${values.add(wanted)}::text[])`);
  return `(SELECT * FROM ${eachState} AS state, ${eachKind} AS kind, ${eachLevel} AS access_level) AS part`;
}
