/** A path in which `*` stands for any run of characters, slashes too: `/contact-center/organization/*`. */
export function pathMatcher(pattern: string): (path: string) => boolean {
  const escaped = pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\*+/g, '.*');
  const expression = new RegExp(`^${escaped}$`);
  return (path) => expression.test(path);
}
