import { findNamedLevel, isRaised, requireNamedLevel, scopesOfLevel } from './access-level.ts';
import { AccessLevelUnclear } from './connector-errors.ts';

const reading = ['cjp:config', 'cjp:config_read'];
const writing = [...reading, 'cjp:config_write', 'cjp:user'];

describe('scopesOfLevel', () => {
  it('spells the scopes with a colon, and READ_WRITE has all of READ_ONLY', () => {
    expect(scopesOfLevel('READ_ONLY')).toEqual(reading);
    expect(scopesOfLevel('READ_WRITE')).toEqual(writing);
  });
});

describe('a named level', () => {
  it.each([
    [{ accessLevel: 'READ_ONLY' }, 'READ_ONLY'],
    [{ scopes: reading }, 'READ_ONLY'],
    [{ scopes: ['cjp_config', 'cjp_config_read'] }, 'READ_ONLY'],
    [{ scopes: ['cjp_config_read', 'cjp:config'] }, 'READ_ONLY'],
    [{ scopes: writing.toReversed() }, 'READ_WRITE'],
    [{ scopes: writing, accessLevel: 'READ_WRITE' }, 'READ_WRITE'],
    [{ scopes: [...reading, 'cjp_config'] }, 'READ_ONLY'],
  ] as const)('%j is %s', (named, level) => {
    expect(requireNamedLevel(named)).toBe(level);
  });

  it.each([
    [{ scopes: [] }],
    [{ scopes: ['cjp:config'] }],
    [{ scopes: [...reading, 'cjp:user'] }],
    [{ scopes: [...writing, 'spark:all'] }],
    [{ scopes: ['CJP:CONFIG', 'cjp:config_read'] }],
    [{ scopes: ['cjp:config cjp:config_read'] }],
    [{ scopes: reading, accessLevel: 'READ_WRITE' }],
  ] as const)('%j is none, and says so of the scopes', (named) => {
    expect(() => findNamedLevel(named)).toThrow(new AccessLevelUnclear('scopes'));
  });

  it('may be left out of a change, and not of a new connector', () => {
    expect(findNamedLevel({})).toBeUndefined();
    expect(() => requireNamedLevel({})).toThrow(new AccessLevelUnclear('accessLevel'));
  });
});

describe('isRaised', () => {
  it.each([
    ['READ_ONLY', 'READ_WRITE', true],
    ['READ_WRITE', 'READ_ONLY', false],
    ['READ_ONLY', 'READ_ONLY', false],
    ['READ_WRITE', 'READ_WRITE', false],
  ] as const)('from %s to %s is %s', (from, to, raised) => {
    expect(isRaised(from, to)).toBe(raised);
  });
});
