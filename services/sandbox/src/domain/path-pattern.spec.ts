import { pathMatcher } from './path-pattern.ts';

describe('a path pattern', () => {
  it.each([
    ['/a/b', '/a/b', true],
    ['/a/b', '/a/b/c', false],
    ['/a/*', '/a/b/c', true],
    ['/a/*/c', '/a/b/x/c', true],
    ['/a/*/c', '/a/b', false],
    ['*', '/anything/at/all', true],
    ['/v1.0/(x)', '/v1.0/(x)', true],
    ['/v1.0', '/v1x0', false],
  ])('%s against %s: %s', (pattern, path, matches) => {
    expect(pathMatcher(pattern)(path)).toBe(matches);
  });
});
