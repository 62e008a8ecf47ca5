import { PageTokenInvalid } from '../page-token.ts';

export function historyPageTokenOf(after: number | undefined): { nextPageToken?: string } {
  return after === undefined ? {} : { nextPageToken: Buffer.from(String(after)).toString('base64url') };
}

/** @throws PageTokenInvalid */
export function historyPositionOf(pageToken: string | undefined): number | undefined {
  if (pageToken === undefined) return undefined;
  const text = Buffer.from(pageToken, 'base64url').toString();
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new PageTokenInvalid();
  return Number(text);
}
