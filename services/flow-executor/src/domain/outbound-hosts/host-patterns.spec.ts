import { HostPatterns } from './host-patterns.ts';

describe('host patterns', () => {
  const patterns = new HostPatterns([
    'api.example',
    'crm.example:8443',
    '*.example.com',
    '*.staging.example:8080',
    '[2606:4700::1111]',
    '1.1.1.1',
  ]);

  it.each([
    'https://api.example/x',
    'http://api.example/x',
    'https://API.example:443',
    'https://crm.example:8443',
    'https://eu.example.com',
    'https://a.b.example.com',
    'http://x.staging.example:8080',
    'https://[2606:4700::1111]/',
    'https://1.1.1.1/',
    'https://0x01010101/',
  ])('permit %s', (url) => {
    expect(patterns.permit(new URL(url))).toBe(true);
  });

  it.each([
    'https://api.example:8443/',
    'https://crm.example/',
    'https://crm.example:443/',
    'https://example.com/',
    'https://evilexample.com/',
    'https://example.com.evil.test/',
    'https://api.example.evil.test/',
    'https://x.staging.example/',
    'http://api.example:443/',
    'https://api.example./',
    'https://other.example/',
    'https://*.example.com.evil/',
  ])('do not permit %s', (url) => {
    expect(patterns.permit(new URL(url))).toBe(false);
  });

  it('permit nothing where there are none', () => {
    expect(new HostPatterns([]).permit(new URL('https://api.example/'))).toBe(false);
  });
});
