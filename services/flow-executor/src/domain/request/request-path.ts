import { DomainError } from '@patchbay/errors';

/** A request path that could leave the base URL of its connector. */
export class UnsafePath extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.unsafe-path';

  constructor(because: string) {
    super(`the request path ${because}: give a path below the base URL of the connector`);
  }
}

interface RequestPath {
  /** Encoded, with a leading slash. */
  readonly path: string;
  /** Encoded, without the question mark; empty where there is none. */
  readonly search: string;
}

interface Rule {
  readonly pattern: RegExp;
  readonly because: string;
}

// URL parsers drop, decode and resolve these in ways that differ: none of them may reach one.
const rules: readonly Rule[] = [
  { pattern: /^\s|\s$/u, because: 'begins or ends with white space' },
  { pattern: /\\/, because: 'holds a backslash' },
  { pattern: /\/\//, because: 'holds an empty segment (//)' },
  { pattern: /%(2e|2f|5c|[01][0-9a-f]|7f)/i, because: 'holds an encoded dot, slash, backslash or control character' },
  { pattern: /;/, because: 'holds a semicolon' },
  { pattern: /\.\.|(^|\/)\.(\/|$)/, because: 'holds a dot segment' },
  { pattern: /^[^/]*[:@]/, because: 'begins with a scheme or with user information' },
];
const controlCharacter = /\p{Cc}/u;

/** Splits a rendered path and encodes it as a browser would: what is encoded already stays, the rest is. */
export function parseRequestPath(rendered: string): RequestPath {
  if (controlCharacter.test(rendered)) throw new UnsafePath('holds a control character');
  const mark = rendered.indexOf('?');
  const path = mark < 0 ? rendered : rendered.slice(0, mark);
  const broken = rules.find(({ pattern }) => pattern.test(path));
  if (broken) throw new UnsafePath(broken.because);
  return { path: encodePath(path), search: mark < 0 ? '' : encodeSearch(rendered.slice(mark + 1)) };
}

/** The last check, on the URL that was built: `base` ends in a slash. */
export function isBelow(url: URL, base: URL): boolean {
  return url.origin === base.origin && url.username === '' && url.password === '' && url.pathname.startsWith(base.pathname);
}

const notInPath = /[^A-Za-z0-9\-._~!$&'()*+,=:@/%]+/g;
const notInSearch = /[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]+/g;
const strayPercent = /%(?![0-9a-fA-F]{2})/g;

function encodePath(path: string): string {
  return encode(path.startsWith('/') ? path : `/${path}`, notInPath);
}

function encodeSearch(search: string): string {
  return encode(search, notInSearch);
}

function encode(text: string, foreign: RegExp): string {
  return text.toWellFormed().replace(strayPercent, '%25').replace(foreign, encodeURIComponent);
}
