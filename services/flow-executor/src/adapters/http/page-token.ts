import { FlowId } from '@patchbay/contracts';
import { RequestInvalid } from '@patchbay/service-kit';

/** Opaque to callers, so that what a page is ordered by can change. */
export function pageTokenOf(after: string | undefined): { nextPageToken?: string } {
  return after === undefined ? {} : { nextPageToken: Buffer.from(after).toString('base64url') };
}

/** @throws RequestInvalid */
export function positionOf(pageToken: string | undefined): string | undefined {
  if (pageToken === undefined) return undefined;
  const parsed = FlowId.safeParse(Buffer.from(pageToken, 'base64url').toString());
  if (parsed.success) return parsed.data;
  throw new RequestInvalid([{ field: 'pageToken', message: 'is none of ours: pass nextPageToken of the page before back as it is' }]);
}
