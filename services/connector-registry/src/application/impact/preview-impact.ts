import { Injectable } from '@nestjs/common';
import type { ConnectorId, OrganizationId } from '../../domain/ids.ts';
import type { Impact } from '../../domain/impact/impact.ts';
import { type LiveImpact, liveImpactOf } from '../../domain/impact/live-impact.ts';
import { Clock, RegistryReader } from '../ports.ts';
import { CallStatistics, OrganizationTimeZones, OutstandingTokens } from './ports.ts';

/** What depends on a connector, and what happens through it. The first is exact at one moment; the second is as fresh as what was reported. */
@Injectable()
export class PreviewImpact {
  constructor(
    private readonly reader: RegistryReader,
    private readonly statistics: CallStatistics,
    private readonly tokens: OutstandingTokens,
    private readonly timeZones: OrganizationTimeZones,
    private readonly clock: Clock,
  ) {}

  /**
   * @param timeZone undefined: that of the organization
   * @throws ConnectorNotFound
   */
  async execute(
    organizationId: OrganizationId,
    connectorId: ConnectorId,
    timeZone: string | undefined,
  ): Promise<{ impact: Impact; live: LiveImpact }> {
    const at = this.clock.now();
    const [impact, observed, outstanding, zone] = await Promise.all([
      this.reader.getImpact(organizationId, connectorId),
      this.statistics.observe(organizationId, connectorId, at),
      this.tokens.count(organizationId, connectorId),
      timeZone ?? this.timeZones.of(organizationId),
    ]);
    return { impact, live: liveImpactOf(observed, zone, at, outstanding) };
  }
}
