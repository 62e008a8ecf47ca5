import { createHash } from 'node:crypto';
import { ConnectorId, type ConnectorListQuery } from '@patchbay/contracts';
import { DomainError } from '@patchbay/errors';
import { z } from 'zod';
import type { ConnectorPosition } from '../../../application/connector-directory.ts';
import * as ids from '../../../domain/ids.ts';
import { PageTokenInvalid, positionIn, tokenOf } from '../page-token.ts';

type Query = z.output<typeof ConnectorListQuery>;

class PageTokenOfAnotherList extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'connector.page-token-of-another-list';
  override readonly details = { field: 'pageToken' };

  constructor() {
    super('pageToken continues a list with other filters or another order: repeat those, or begin without pageToken');
  }
}

const SortKey = { name: z.string().regex(/^\P{Cc}*$/u), createdAt: z.int(), updatedAt: z.int() };
/** Position, and the list that it is a position in. */
const Token = z.tuple([z.unknown(), ConnectorId, z.string()]);

/** @returns undefined on the last page */
export function listPageTokenOf(query: Query, position: ConnectorPosition | undefined): string | undefined {
  if (!position) return undefined;
  return tokenOf([position.sortKey, position.connectorId, listOf(query)]);
}

/** @throws PageTokenInvalid, PageTokenOfAnotherList */
export function listPositionOf(query: Query): ConnectorPosition | undefined {
  if (query.pageToken === undefined) return undefined;
  const [sortKey, connectorId, list] = positionIn(query.pageToken, Token);
  if (list !== listOf(query)) throw new PageTokenOfAnotherList();
  const key = SortKey[query.sort].safeParse(sortKey);
  if (!key.success) throw new PageTokenInvalid();
  return { sortKey: key.data, connectorId: ids.connectorId(connectorId) };
}

/** The same for every page of one list. The size of a page may change on the way. */
function listOf({ pageToken: _, pageSize: __, ...list }: Query): string {
  const text = JSON.stringify(Object.entries(list).toSorted(([one], [other]) => (one < other ? -1 : 1)));
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}
