import { type AccessControl, AccessUndecided, type Caller } from '@patchbay/service-kit';
import type { OrganizationId } from '../../domain/ids.ts';

interface HolderAccessOptions {
  access: Pick<AccessControl, 'authorize'>;
  clock: { monotonicMs(): number };
  /** Authz did not answer about a holder that goes on meanwhile. */
  onUndecided: (error: unknown) => void;
}

/** How old a permission may be before authz is asked again. */
const askAgainAfterMs = 10_000;
const mostKnown = 5_000;

interface Permission {
  askedAtMs: number;
  isAsking: boolean;
}

/**
 * Whether a caller may hold a lease. A lease is renewed every second, and authz being away must not stop every call of every organization:
 * who was let in goes on until authz says no, and is asked about beside the renewals, which do not wait for it.
 */
export class HolderAccess {
  private readonly known = new Map<string, Permission>();

  constructor(private readonly options: HolderAccessOptions) {}

  /** @throws Unauthenticated, RoleNotAllowed, OrganizationNotFound, AccessUndecided */
  async authorize(authorization: string | undefined, caller: Caller, organizationId: OrganizationId | null): Promise<void> {
    const key = JSON.stringify([caller.kind, caller.id, organizationId]);
    const known = this.known.get(key);
    if (known === undefined) {
      await this.ask(authorization, organizationId);
      this.remember(key);
    } else if (!known.isAsking && this.options.clock.monotonicMs() - known.askedAtMs >= askAgainAfterMs) {
      void this.askAgain(key, known, () => this.ask(authorization, organizationId));
    }
  }

  private async ask(authorization: string | undefined, organizationId: OrganizationId | null): Promise<void> {
    await this.options.access.authorize(authorization, {
      action: 'lease.hold',
      resource: { type: 'lease', id: '*' },
      organizationId: organizationId ?? undefined,
    });
  }

  private async askAgain(key: string, known: Permission, ask: () => Promise<void>): Promise<void> {
    known.isAsking = true;
    try {
      await ask();
      this.remember(key);
    } catch (error) {
      known.isAsking = false;
      if (error instanceof AccessUndecided) this.options.onUndecided(error);
      else this.known.delete(key);
    }
  }

  private remember(key: string): void {
    this.known.delete(key);
    this.known.set(key, { askedAtMs: this.options.clock.monotonicMs(), isAsking: false });
    const [oldest] = this.known.size > mostKnown ? this.known.keys() : [];
    if (oldest !== undefined) this.known.delete(oldest);
  }
}
