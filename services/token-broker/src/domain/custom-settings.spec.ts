import { type CustomSettings, destinationOf, headerWith, whyDropped } from './custom-settings.ts';

const oauth = { kind: 'oauth-client-secret', tokenUrl: 'https://idp.example/token', clientId: 'c', scopes: ['read'] } as const;
const settings = (change: Partial<CustomSettings> = {}): CustomSettings => ({
  resourceDomain: 'https://api.example',
  authentication: { ...oauth, scopes: [...oauth.scopes] },
  ...change,
});
const authenticated = (authentication: CustomSettings['authentication']) => settings({ authentication });

describe('a secret of a custom connector', () => {
  it.each<[string, CustomSettings, CustomSettings, string]>([
    ['another host', settings(), settings({ resourceDomain: 'https://evil.example' }), 'RESOURCE_DOMAIN_CHANGED'],
    ['another port', settings(), settings({ resourceDomain: 'https://api.example:8443' }), 'RESOURCE_DOMAIN_CHANGED'],
    [
      'another token URL',
      settings(),
      authenticated({ ...oauth, scopes: [], tokenUrl: 'https://evil.example/token' }),
      'AUTHENTICATION_CHANGED',
    ],
    ['another client', settings(), authenticated({ ...oauth, scopes: [], clientId: 'd' }), 'AUTHENTICATION_CHANGED'],
    ['another kind', settings(), authenticated({ ...oauth, scopes: [], kind: 'oauth-private-key-jwt' }), 'AUTHENTICATION_CHANGED'],
    [
      'another user',
      authenticated({ kind: 'basic', userName: 'u' }),
      authenticated({ kind: 'basic', userName: 'v' }),
      'AUTHENTICATION_CHANGED',
    ],
  ])('is dropped when it would go to or as %s', (_, before, after, reason) => {
    expect(whyDropped(before, after)).toBe(reason);
    expect(destinationOf(before)).not.toBe(destinationOf(after));
  });

  it.each<[string, CustomSettings, CustomSettings]>([
    ['the scopes', settings(), authenticated({ ...oauth, scopes: ['write'] })],
    ['the validation URL', settings(), settings({ validationUrl: 'https://api.example/me' })],
    [
      'the name of the header',
      authenticated({ kind: 'api-key', headerName: 'X-Key' }),
      authenticated({ kind: 'api-key', headerName: 'X-Api-Key' }),
    ],
  ])('stays when only %s change', (_, before, after) => {
    expect(whyDropped(before, after)).toBeUndefined();
    expect(destinationOf(before)).toBe(destinationOf(after));
  });

  it('is shown as RFC 7617 and the connector say', () => {
    expect(headerWith({ kind: 'basic', userName: 'Jörg' }, 'p:w')).toEqual({
      name: 'authorization',
      value: `Basic ${Buffer.from('Jörg:p:w').toString('base64')}`,
    });
    expect(headerWith({ kind: 'api-key', headerName: 'X-Api-Key' }, 'k')).toEqual({ name: 'X-Api-Key', value: 'k' });
  });
});
