import { Injectable } from '@nestjs/common';
import { ConnectorId, type TokenStatus } from '@patchbay/contracts';
import { ConnectorUnknown } from '../domain/errors.ts';
import { Clock, ConnectorMirrors, Tokens } from './ports.ts';

/** What is outstanding for a connector; never a token itself. */
@Injectable()
export class ReadTokenStatus {
  constructor(
    private readonly connectors: ConnectorMirrors,
    private readonly tokens: Tokens,
    private readonly clock: Clock,
  ) {}

  /** @throws ConnectorUnknown */
  async execute(organizationId: string, connectorId: string): Promise<TokenStatus> {
    const connector = await this.connectors.find(connectorId);
    if (connector?.organizationId !== organizationId) throw new ConnectorUnknown(connectorId);
    const { outstanding, lastIssuedAt } = await this.tokens.summarize(connectorId, this.clock.now());
    return {
      connectorId: ConnectorId.parse(connectorId),
      connectorState: connector.state,
      connectorVersion: connector.version,
      outstanding,
      lastIssuedAt: lastIssuedAt?.toISOString() ?? null,
    };
  }
}
