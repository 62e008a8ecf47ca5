/** What is known of a connector at one place: the version, and a number that two different records of it hardly share. */
export interface StateMark {
  version: number;
  fingerprint: number;
}

/** What the registry has, and what its compacted topic showed a moment later; undefined where there is nothing. */
export interface Sighting {
  /** To be on the topic. A connector that the topic was told to forget is not. */
  registry: StateMark | undefined;
  topic: StateMark | undefined;
}

export function areAlike({ registry, topic }: Sighting): boolean {
  return registry?.version === topic?.version && registry?.fingerprint === topic?.fingerprint;
}

/**
 * `publish`: the topic has something older, something else or nothing, and is to be told again.
 * `leave`: the connector has changed since it was looked at; its own event is on the way.
 * `ahead`: the topic has something that the registry does not know of, so the registry has lost history (a restore): for a person to look at.
 */
export type Remedy = 'publish' | 'leave' | 'ahead';

/** @param now the connector as it is at this moment, locked: its version, `forgotten`, or undefined when there is none */
export function remedyOf({ registry, topic }: Sighting, now: number | 'forgotten' | undefined): Remedy {
  if (now === undefined) return 'ahead';
  if (now === 'forgotten') return registry === undefined ? 'publish' : 'leave';
  if (topic !== undefined && topic.version > now) return 'ahead';
  return now === registry?.version ? 'publish' : 'leave';
}

/** The same for the same JSON, in whatever order its members stand. FNV-1a. */
export function fingerprintOf(json: unknown): number {
  let hash = 0x811c9dc5;
  for (const character of canonicalTextOf(json)) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

function canonicalTextOf(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(canonicalTextOf).join()}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json) ?? 'null';
  const members = Object.entries(json).filter(([, value]) => value !== undefined);
  const sorted = members.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${JSON.stringify(name)}:${canonicalTextOf(value)}`).join()}}`;
}
