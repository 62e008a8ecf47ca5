import { Organization } from '@patchbay/contracts';
import type { ServiceClient } from '@patchbay/service-kit';
import { OrganizationTimeZones } from '../../application/impact/ports.ts';
import type { OrganizationId } from '../../domain/ids.ts';

/** An organization moves seldom; a preview is asked for often. */
const freshMs = 60_000;
const timeoutMs = 250;
const unknownZone = 'UTC';

export class HttpTimeZones extends OrganizationTimeZones {
  private readonly known = new Map<OrganizationId, { timeZone: string; untilMs: number }>();

  constructor(
    private readonly authz: Pick<ServiceClient, 'request'>,
    private readonly clock: { monotonicMs(): number },
    private readonly onError: (error: unknown) => void,
  ) {
    super();
  }

  override async of(organizationId: OrganizationId): Promise<string> {
    const known = this.known.get(organizationId);
    if (known && this.clock.monotonicMs() < known.untilMs) return known.timeZone;
    const timeZone = (await this.ask(organizationId)) ?? known?.timeZone ?? unknownZone;
    this.known.set(organizationId, { timeZone, untilMs: this.clock.monotonicMs() + freshMs });
    return timeZone;
  }

  private async ask(organizationId: OrganizationId): Promise<string | undefined> {
    try {
      const { timeZone } = await this.authz.request({
        method: 'GET',
        path: `/v1/organizations/${organizationId}`,
        response: Organization,
        timeoutMs,
      });
      return timeZone;
    } catch (error) {
      this.onError(error);
      return undefined;
    }
  }
}
