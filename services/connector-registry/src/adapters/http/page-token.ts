import { DomainError } from '@patchbay/errors';
import type { z } from 'zod';

export class PageTokenInvalid extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'connector.page-token-invalid';
  override readonly details = { field: 'pageToken' };

  constructor() {
    super('pageToken is none of ours: pass nextPageToken of the page before back as it is');
  }
}

/** Opaque to callers, so that what a page is ordered by can change. */
export function tokenOf(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws PageTokenInvalid */
export function positionIn<Position extends z.ZodType>(token: string, position: Position): z.output<Position> {
  try {
    return position.parse(JSON.parse(Buffer.from(token, 'base64url').toString()));
  } catch {
    throw new PageTokenInvalid();
  }
}

export function pageTokenOf(after: string | undefined): { nextPageToken?: string } {
  return after === undefined ? {} : { nextPageToken: Buffer.from(after).toString('base64url') };
}

/** @throws PageTokenInvalid */
export function positionOf<Id>(schema: z.ZodType<string>, idOf: (text: string) => Id, pageToken: string | undefined): Id | undefined {
  if (pageToken === undefined) return undefined;
  const parsed = schema.safeParse(Buffer.from(pageToken, 'base64url').toString());
  if (!parsed.success) throw new PageTokenInvalid();
  return idOf(parsed.data);
}
