import { ExecutionId, FlowId } from '@patchbay/contracts';
import { RequestInvalid } from '@patchbay/service-kit';
import { z } from 'zod';

/** Opaque to callers, so that what a page is ordered by can change. */
export function pageTokenOf(after: string | number | undefined): { nextPageToken?: string } {
  return after === undefined ? {} : { nextPageToken: Buffer.from(String(after)).toString('base64url') };
}

/** @throws RequestInvalid */
export const flowPosition = (pageToken: string | undefined): FlowId | undefined => positionOf(FlowId, pageToken);

/** @throws RequestInvalid */
export const versionPosition = (pageToken: string | undefined): number | undefined =>
  positionOf(z.coerce.number().int().positive().max(maxVersionNumber), pageToken);

/** @throws RequestInvalid */
export const executionPosition = (pageToken: string | undefined): ExecutionId | undefined => positionOf(ExecutionId, pageToken);

/** @throws RequestInvalid */
export const turnPosition = (pageToken: string | undefined): number | undefined =>
  positionOf(
    z
      .string()
      .regex(/^[1-9]\d{0,8}$/)
      .transform(Number),
    pageToken,
  );

/** As high as they are kept. */
export const maxVersionNumber = 2_147_483_647;

function positionOf<Schema extends z.ZodType>(schema: Schema, pageToken: string | undefined): z.output<Schema> | undefined {
  if (pageToken === undefined) return undefined;
  const parsed = schema.safeParse(Buffer.from(pageToken, 'base64url').toString());
  if (parsed.success) return parsed.data;
  throw new RequestInvalid([{ field: 'pageToken', message: 'is none of ours: pass nextPageToken of the page before back as it is' }]);
}
