import { AddressRefused } from '@patchbay/egress';
import * as openid from 'openid-client';
import { ProviderRefused, ProviderUnavailable } from '../../domain/errors.ts';

/** A 4xx of the provider is its answer; everything else is no answer. */
export function translated(error: unknown): unknown {
  const refused = addressRefusedIn(error);
  if (refused) return refused;
  if (error instanceof openid.ResponseBodyError && error.status < 500 && error.status !== 429)
    return new ProviderRefused(error.error, { cause: error });
  if (error instanceof openid.WWWAuthenticateChallengeError) return new ProviderRefused('invalid_client', { cause: error });
  return new ProviderUnavailable({ cause: error });
}

/** Libraries wrap what the connection said. */
function addressRefusedIn(error: unknown): AddressRefused | undefined {
  if (error instanceof AddressRefused) return error;
  return error instanceof Error && error.cause !== undefined ? addressRefusedIn(error.cause) : undefined;
}
