import type { EntityManager } from 'typeorm';
import {
  ConnectorDirectory,
  type ConnectorListRequest,
  type ConnectorPosition,
  type ListedConnector,
} from '../../../application/connector-directory.ts';
import type { PageOf } from '../../../application/ports.ts';
import { ConnectorNotFound } from '../../../domain/connector-errors.ts';
import type { Consent } from '../../../domain/consent.ts';
import type { ConnectorId, OrganizationId } from '../../../domain/ids.ts';
import type { ConnectorState } from '../../../domain/lifecycle.ts';
import { countByState } from '../count-by-state.ts';
import type { RegistryDatabase } from '../registry-database.ts';
import { PageStatement } from './page-statement.ts';
import { areMany, type Search, searchesOf, wordSearchesOf, wordsFound } from './search.ts';
import type { Statement } from './values.ts';

export class PostgresConnectorDirectory extends ConnectorDirectory {
  constructor(private readonly database: RegistryDatabase) {
    super();
  }

  override list(organizationId: OrganizationId, request: ConnectorListRequest): Promise<PageOf<ListedConnector, ConnectorPosition>> {
    return this.database.forOrganization(organizationId, async (manager) => {
      const rows = await findRows(manager, organizationId, request);
      const items = rows.slice(0, request.size).map(({ sortKey: _, ...listed }) => listed);
      const last = rows.length > request.size ? rows[request.size - 1] : undefined;
      return { items, next: last && { sortKey: last.sortKey, connectorId: last.connectorId } };
    });
  }

  override countByState(organizationId: OrganizationId): Promise<Record<ConnectorState, number>> {
    return this.database.forOrganization(organizationId, (manager) => countByState(manager, organizationId));
  }

  override listConsents(organizationId: OrganizationId, connectorId: ConnectorId): Promise<Consent[]> {
    return this.database.forOrganization(organizationId, async (manager) => {
      const consents: Consent[] = await manager.query(
        `SELECT user_id AS "userId", access_level AS "accessLevel", text_version AS "textVersion", given_at AS at
           FROM consent WHERE organization_id = $1 AND connector_id = $2 ORDER BY given_at DESC`,
        [organizationId, connectorId],
      );
      // There is no connector without one.
      if (consents.length === 0) throw new ConnectorNotFound(connectorId);
      return consents;
    });
  }
}

type Row = ListedConnector & ConnectorPosition;

/** Up to so many connectors are looked at by themselves, whatever else is in the list. */
const few = 1_000;
/** So many of a list are looked at one by one, which fills a page with everything that is not rare there. */
const first = 1_000;

/** Words that are walked side by side. */
const walkedWords = 8;
const walked = 500;

/** With a search, by the cheapest way that gives the page: what is rare, what is common, and what is common but far behind in this order. */
async function findRows(manager: EntityManager, organizationId: OrganizationId, request: ConnectorListRequest): Promise<Row[]> {
  const searches = searchesOf(request);
  const statement = () => new PageStatement(organizationId, request, searches);
  const read = <Found>({ text, values }: Statement): Promise<Found[]> => manager.query(text, values);
  if (searches.length === 0) return read(statement().onTheWay());
  const [found] = await read<{ many: boolean[] }>(areMany(searches, organizationId, few));
  const rare = searches.find((_, index) => !found?.many[index]);
  if (rare) return read(statement().amongFew(rare));
  const words = await fewWords(wordSearchesOf(request), (search) =>
    read<{ word: string }>(wordsFound(search, organizationId, walkedWords + 1)),
  );
  const rows = await read<Row>(words ? statement().amongFirstWith(words, walked) : statement().amongFirst(first));
  return rows.length > request.size ? rows : read(statement().onTheWay());
}

/** Of the first search that finds no more than can be walked. */
async function fewWords(searches: readonly Search[], find: (search: Search) => Promise<{ word: string }[]>): Promise<string[] | undefined> {
  for (const search of searches) {
    const found = await find(search);
    if (found.length <= walkedWords) return found.map(({ word }) => word);
  }
  return undefined;
}
