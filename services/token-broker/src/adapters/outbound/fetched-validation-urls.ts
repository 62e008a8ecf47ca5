import { type AddressPolicy, AddressRefused, guardedFetch } from '@patchbay/egress';
import { ValidationUrls } from '../../application/ports.ts';
import { ValidationUnavailable } from '../../domain/credential-errors.ts';
import type { RequestHeader } from '../../domain/custom-settings.ts';

const answerWithinMs = 5_000;

export class FetchedValidationUrls extends ValidationUrls {
  private readonly fetch: ReturnType<typeof guardedFetch>;

  constructor(policy: AddressPolicy) {
    super();
    this.fetch = guardedFetch({ policy });
  }

  override async ask(url: string, { name, value }: RequestHeader): Promise<number> {
    try {
      const response = await this.fetch(url, {
        headers: { [name]: value, accept: 'application/json', 'user-agent': 'patchbay' },
        signal: AbortSignal.timeout(answerWithinMs),
      });
      // The status says it; what more there is stays unread.
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      throw error instanceof Error && error.cause instanceof AddressRefused ? error.cause : new ValidationUnavailable({ cause: error });
    }
  }
}
