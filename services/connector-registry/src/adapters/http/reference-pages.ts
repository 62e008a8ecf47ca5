import { ConnectorId, FlowId, type ReferenceList, type ReferenceListQuery } from '@patchbay/contracts';
import { z } from 'zod';
import type { PageOf, ReferencePageRequest, ReferencePosition } from '../../application/ports.ts';
import * as ids from '../../domain/ids.ts';
import type { Reference } from '../../domain/reference.ts';
import { positionIn, tokenOf } from './page-token.ts';
import { referenceOf } from './representations.ts';

const Position = z.tuple([FlowId, z.int().positive(), ConnectorId]);

/** @throws PageTokenInvalid */
export function referencePageOf({ pageSize, pageToken }: z.output<typeof ReferenceListQuery>): ReferencePageRequest {
  if (pageToken === undefined) return { size: pageSize, after: undefined };
  const [flowId, versionNumber, connectorId] = positionIn(pageToken, Position);
  return { size: pageSize, after: { flowId: ids.flowId(flowId), versionNumber, connectorId: ids.connectorId(connectorId) } };
}

export function referenceListOf({ items, next }: PageOf<Reference, ReferencePosition>): z.input<typeof ReferenceList> {
  return {
    items: items.map(referenceOf),
    ...(next && { nextPageToken: tokenOf([next.flowId, next.versionNumber, next.connectorId]) }),
  };
}
