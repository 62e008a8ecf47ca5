/** A sum that does not depend on order: adding what was added takes it away again. Two numbers of 32 bits. */
export interface Digest {
  high: number;
  low: number;
}

/** FNV-1a, from two different starts. */
function hash(text: string, start: number): number {
  let sum = start;
  for (let index = 0; index < text.length; index++) sum = Math.imul(sum ^ text.charCodeAt(index), 0x01000193);
  return sum >>> 0;
}

export function toggle(digest: Digest, connectorId: string, version: number): void {
  const text = `${connectorId}@${version}`;
  digest.high = (digest.high ^ hash(text, 0x811c9dc5)) >>> 0;
  digest.low = (digest.low ^ hash(text, 0x9e3779b9)) >>> 0;
}

export const digestText = ({ high, low }: Digest): string => high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');

/** Over every connector that is not deleted: what a holder and the registry must agree on at the same sequence. */
export function digestOf(records: Iterable<{ connectorId: string; version: number }>): string {
  const digest = { high: 0, low: 0 };
  for (const { connectorId, version } of records) toggle(digest, connectorId, version);
  return digestText(digest);
}
