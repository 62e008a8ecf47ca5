import { Injectable } from '@nestjs/common';
import { CredentialsRefused, ValidationUnavailable, ValidationUrlElsewhere, ValidationUrlUnfit } from '../../domain/credential-errors.ts';
import { bearer, type CustomSettings, headerWith, needsTokens, type RequestHeader, secretFields } from '../../domain/custom-settings.ts';
import { ProviderRefused } from '../../domain/errors.ts';
import { TokenUrls, ValidationUrls } from '../ports.ts';

const refusals = new Set([401, 403]);
const tooMany = 429;

/** Asks the connector's validation URL, as a flow would, whether the credentials are taken there. */
@Injectable()
export class TryCredentials {
  constructor(
    private readonly tokenUrls: TokenUrls,
    private readonly validationUrls: ValidationUrls,
  ) {}

  /**
   * @returns false for a connector without a validation URL
   * @throws CredentialsRefused, ValidationUrlUnfit, ValidationUnavailable, ProviderRefused, ProviderUnavailable, AddressRefused
   */
  async execute({ resourceDomain, authentication, validationUrl }: CustomSettings, secret: string): Promise<boolean> {
    if (validationUrl === undefined) return false;
    if (new URL(validationUrl).origin !== resourceDomain) throw new ValidationUrlElsewhere();
    const status = await this.validationUrls.ask(validationUrl, await this.headerOf(authentication, secret));
    if (status >= 200 && status < 300) return true;
    if (refusals.has(status)) throw new CredentialsRefused(secretFields[authentication.kind], 'validation-url', String(status));
    throw status >= 500 || status === tooMany ? new ValidationUnavailable() : new ValidationUrlUnfit(status);
  }

  private async headerOf(authentication: CustomSettings['authentication'], secret: string): Promise<RequestHeader> {
    if (!needsTokens(authentication)) return headerWith(authentication, secret);
    try {
      return bearer((await this.tokenUrls.obtain(authentication, secret)).accessToken);
    } catch (error) {
      if (!(error instanceof ProviderRefused)) throw error;
      const { providerError } = error.details;
      throw new CredentialsRefused(secretFields[authentication.kind], 'token-url', providerError, { cause: error });
    }
  }
}
