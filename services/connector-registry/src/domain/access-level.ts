import { AccessLevelUnclear } from './connector-errors.ts';

export type AccessLevel = 'READ_ONLY' | 'READ_WRITE';

const scopes: Record<AccessLevel, readonly string[]> = {
  READ_ONLY: ['cjp:config', 'cjp:config_read'],
  READ_WRITE: ['cjp:config', 'cjp:config_read', 'cjp:config_write', 'cjp:user'],
};
const accessLevels = ['READ_ONLY', 'READ_WRITE'] as const;

export function scopesOfLevel(accessLevel: AccessLevel): readonly string[] {
  return scopes[accessLevel];
}

/** How a level is named: by itself, by its scopes, or by both when they say the same. */
export interface NamedLevel {
  accessLevel?: AccessLevel | undefined;
  scopes?: readonly string[] | undefined;
}

/**
 * @returns undefined when none is named
 * @throws AccessLevelUnclear when the scopes are not all of one level's, and no other, or are those of another level
 */
export function findNamedLevel({ accessLevel, scopes: named }: NamedLevel): AccessLevel | undefined {
  if (named === undefined) return accessLevel;
  const wanted = spelled(named);
  const level = accessLevels.find((one) => spelled(scopes[one]) === wanted);
  if (level === undefined || (accessLevel ?? level) !== level) throw new AccessLevelUnclear('scopes');
  return level;
}

/** @throws AccessLevelUnclear */
export function requireNamedLevel(named: NamedLevel): AccessLevel {
  const level = findNamedLevel(named);
  if (level === undefined) throw new AccessLevelUnclear('accessLevel');
  return level;
}

export function isRaised(from: AccessLevel, to: AccessLevel): boolean {
  return from === 'READ_ONLY' && to === 'READ_WRITE';
}

/** `cjp_config` is another spelling of `cjp:config`; order and repetition do not count. */
function spelled(named: readonly string[]): string {
  return JSON.stringify([...new Set(named.map((scope) => scope.replace(/^cjp_/, 'cjp:')))].toSorted());
}
