import { DomainError } from '@patchbay/errors';

/** A request URL that nothing can be sent to. */
export class UnusableUrl extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.unusable-url';

  constructor(because: string) {
    super(`the request URL ${because}: give an absolute http or https address`);
  }
}

/** Absolute and encoded leniently, as a browser does; who may be called is decided when the connection is made. */
export function parseOpenUrl(rendered: string, search: string): string {
  const url = URL.parse(rendered);
  if (!url) throw new UnusableUrl('is not absolute');
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new UnusableUrl('has another scheme');
  if (url.username !== '' || url.password !== '') throw new UnusableUrl('holds credentials');
  url.hash = '';
  if (search !== '') url.search = url.search === '' ? search : `${url.search.slice(1)}&${search}`;
  return url.href;
}
