import { OperationId } from '@patchbay/contracts';
import * as ids from '../../domain/ids.ts';
import { PageTokenInvalid } from './page-token.ts';

export function operationPageTokenOf(after: ids.OperationId | undefined): { nextPageToken?: string } {
  return after === undefined ? {} : { nextPageToken: Buffer.from(after).toString('base64url') };
}

/** @throws PageTokenInvalid */
export function operationPositionOf(pageToken: string | undefined): ids.OperationId | undefined {
  if (pageToken === undefined) return undefined;
  const parsed = OperationId.safeParse(Buffer.from(pageToken, 'base64url').toString());
  if (!parsed.success) throw new PageTokenInvalid();
  return ids.operationId(parsed.data);
}
