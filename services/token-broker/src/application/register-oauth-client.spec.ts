import { InsecureIssuer } from '../domain/errors.ts';
import { RegisterOAuthClient } from './register-oauth-client.ts';

const nothing = {} as never;
const httpsOnly = { allows: ({ protocol }: URL) => protocol === 'https:' };
const useCase = new RegisterOAuthClient(nothing, nothing, nothing, nothing, nothing, httpsOnly);
const request = { issuer: 'https://idp.example', clientId: 'c', clientSecret: 's', apiBaseUrl: 'https://api.example' };

describe('RegisterOAuthClient', () => {
  it.each(['issuer', 'apiBaseUrl'])(
    'refuses a %s to which a secret or token would travel in the clear, before it sends anything',
    async (field) => {
      const registration = useCase.execute('o1', { ...request, [field]: 'http://plain.example' });
      await expect(registration).rejects.toBeInstanceOf(InsecureIssuer);
      await expect(registration).rejects.toMatchObject({ details: { field } });
    },
  );
});
