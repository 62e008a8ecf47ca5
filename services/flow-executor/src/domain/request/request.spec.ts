import { permits } from './access-level.ts';
import { isHeaderValue, mayAuthorSet } from './author-headers.ts';
import { parseOpenUrl, UnusableUrl } from './open-url.ts';
import { isBelow, parseRequestPath, UnsafePath } from './request-path.ts';

const base = new URL('https://api.example/contact-center/');

describe('parseRequestPath', () => {
  it.each([
    ['/v1/agents', '/v1/agents', ''],
    ['contacts?$select=a,b', '/contacts', '$select=a,b'],
    ['/', '/', ''],
    ['/a b/"c"/é', '/a%20b/%22c%22/%C3%A9', ''],
    ['/v52.0/query?q=SELECT+id+LIKE+%27%25+1 x%25%27', '/v52.0/query', 'q=SELECT+id+LIKE+%27%25+1%20x%25%27'],
    ['/a%20b/100%', '/a%20b/100%25', ''],
    ["/f?x=100%&y=OR(a = 'b')#c", '/f', "x=100%25&y=OR(a%20=%20'b')%23c"],
    ['/f?next=https://evil.com//x/../y;z', '/f', 'next=https://evil.com//x/../y;z'],
    ['/phone/+1416', '/phone/+1416', ''],
    ['/a#b', '/a%23b', ''],
    ['/x:y@z', '/x:y@z', ''],
    ['/\ud800', '/%EF%BF%BD', ''],
  ])('encodes %j as a browser would', (rendered, path, search) => {
    expect(parseRequestPath(rendered)).toEqual({ path, search });
  });

  it.each([
    '//evil.com',
    '/\\evil.com',
    '\\\\evil.com',
    'http://evil.com',
    'https:evil',
    ' //evil.com',
    '/\t/evil.com',
    '/a\r\nHost: x',
    '/a\u0000',
    '../x',
    '/a/../../x',
    '/a/./b',
    './a',
    '.',
    '/a/.',
    '%2e%2e/x',
    '.%2E/x',
    '..%2fx',
    '/a%5cb',
    '/a%00b',
    '/a%0d%0aHost:x',
    'a/..;/x',
    '/a;v=1/b',
    '@evil.com',
    'user:pw@evil.com/x',
    'javascript:alert(1)',
    '/a ',
    ' /a',
    'x//y?z',
    '/a?b\nc',
  ])('refuses %j', (rendered) => {
    expect(() => parseRequestPath(rendered)).toThrow(UnsafePath);
  });

  it.each(['.evil.com', '/ok', 'a/b?c=//d', '/%252e%252e/x', '/．．/x', 'x'])('keeps %j below the base URL', (rendered) => {
    const { path, search } = parseRequestPath(rendered);
    expect(isBelow(new URL(`${base.pathname}${path.slice(1)}${search === '' ? '' : `?${search}`}`, base), base)).toBe(true);
  });
});

describe('isBelow', () => {
  it.each([
    ['https://api.example/contact-center/v1', true],
    ['https://api.example/contact-centers', false],
    ['https://api.example/', false],
    ['http://api.example/contact-center/v1', false],
    ['https://api.example:8443/contact-center/v1', false],
    ['https://user@api.example/contact-center/v1', false],
    ['https://evil.example/contact-center/v1', false],
  ])('%s: %s', (url, expected) => {
    expect(isBelow(new URL(url), base)).toBe(expected);
  });
});

describe('parseOpenUrl', () => {
  it.each([
    [
      "https://api.airtable.com/v0/x?filterByFormula=OR(tel = '+1')",
      '',
      'https://api.airtable.com/v0/x?filterByFormula=OR(tel%20=%20%27+1%27)',
    ],
    ['https://h.example/a b#frag', '', 'https://h.example/a%20b'],
    ['http://h.example', 'a=b', 'http://h.example/?a=b'],
    ['http://h.example/?x=1', 'a=b', 'http://h.example/?x=1&a=b'],
  ])('%s', (rendered, search, expected) => {
    expect(parseOpenUrl(rendered, search)).toBe(expected);
  });

  it.each(['', '/relative', 'file:///etc/passwd', 'ftp://x', 'https://', 'https://u:p@h.example/', 'h.example/x'])(
    'refuses %j',
    (rendered) => {
      expect(() => parseOpenUrl(rendered, '')).toThrow(UnusableUrl);
    },
  );
});

describe('permits', () => {
  it.each([
    ['READ_ONLY', 'GET', '/anything', true],
    ['READ_ONLY', 'HEAD', '/anything', true],
    ['READ_ONLY', 'OPTIONS', '/anything', true],
    ['READ_ONLY', 'POST', '/search', true],
    ['READ_ONLY', 'POST', '/v1/captures/query', true],
    ['READ_ONLY', 'POST', '/generated-summaries/search', true],
    ['READ_ONLY', 'POST', '/search/', false],
    ['READ_ONLY', 'POST', '/v1/tasks', false],
    ['READ_ONLY', 'PUT', '/search', false],
    ['READ_ONLY', 'PATCH', '/search', false],
    ['READ_ONLY', 'DELETE', '/search', false],
    ['READ_WRITE', 'DELETE', '/anything', true],
  ] as const)('%s %s %s: %s', (level, method, path, expected) => {
    expect(permits(level, method, path)).toBe(expected);
  });

  it('takes the routes of the platform instead of the usual ones', () => {
    expect(permits('READ_ONLY', 'POST', '/v1/find', ['/v1/find'])).toBe(true);
    expect(permits('READ_ONLY', 'POST', '/search', [])).toBe(false);
  });
});

describe('headers of the author', () => {
  it.each([
    ['X-Api-Key', 'connector', true],
    ['Content-Type', 'connector', true],
    ['TrackingId', 'connector', true],
    ['Authorization', 'open', true],
    ['authorization', 'connector', false],
    ['Host', 'open', false],
    ['content-length', 'open', false],
    ['Transfer-Encoding', 'open', false],
    ['Connection', 'open', false],
    ['X-Forwarded-For', 'open', false],
    ['X-Deadline', 'open', false],
    ['Proxy-Authorization', 'open', false],
    ['Patchbay-Execution-Id', 'open', false],
    ['', 'open', false],
    ['a b', 'open', false],
    ['a:b', 'open', false],
    ['a\nb', 'open', false],
  ] as const)('%j with mode %s: %s', (name, mode, expected) => {
    expect(mayAuthorSet(name, mode)).toBe(expected);
  });

  it.each([
    ['Bearer abc', true],
    ['', true],
    ['é', true],
    ['a\r\nb', false],
    ['a\u0000', false],
    ['€', false],
    ['x'.repeat(8_193), false],
  ])('sends %j: %s', (value, expected) => {
    expect(isHeaderValue(value)).toBe(expected);
  });
});
