import { Injectable } from '@nestjs/common';
import { type ConnectorMirror, requireIssuable } from '../domain/connector-mirror.ts';
import { ConnectorBoxes } from './connector-boxes.ts';
import { accessTokenContext } from './contexts.ts';
import { Clock, ConnectorMirrors, Ids, type ObtainedToken, type SecretBox, type TokenRow, Tokens, TokenTurns } from './ports.ts';

/** A token is handed out again as long as it lives at least this long. */
const leastLifeMs = 60_000;

type NewToken = ObtainedToken & Pick<TokenRow, 'resource' | 'isRevocable'>;

/** One access token per connector and version, kept encrypted until it expires or its connector is halted. */
@Injectable()
export class KeptTokens {
  /** One look and one request to the provider at a time for each connector and version, however many ask. */
  private readonly underWay = new Map<string, Promise<NewToken>>();

  constructor(
    private readonly connectors: ConnectorMirrors,
    private readonly tokens: Tokens,
    private readonly turns: TokenTurns,
    private readonly boxes: ConnectorBoxes,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws DomainError of requireIssuable, KeyDestroyed, CannotUnseal, and whatever `obtain` throws */
  findOrObtain(connector: ConnectorMirror, obtain: () => Promise<NewToken>): Promise<NewToken> {
    const key = `${connector.connectorId} ${connector.version}`;
    const underWay = this.underWay.get(key);
    if (underWay) return underWay;
    const token = this.boxes
      .of(connector)
      .then(async (box) => (await this.find(connector, box)) ?? (await this.obtainInTurn(connector, box, obtain)))
      .finally(() => this.underWay.delete(key));
    this.underWay.set(key, token);
    return token;
  }

  /** Another replica may have obtained one meanwhile. */
  private async obtainInTurn(connector: ConnectorMirror, box: SecretBox, obtain: () => Promise<NewToken>): Promise<NewToken> {
    const end = await this.turns.take(connector.connectorId, connector.version);
    try {
      return (await this.find(connector, box)) ?? (await this.keep(connector, box, await obtain()));
    } finally {
      await end();
    }
  }

  /** One whose key is gone is as good as none. */
  private async find({ connectorId, version }: ConnectorMirror, box: SecretBox): Promise<NewToken | undefined> {
    const kept = await this.tokens.findUsable(connectorId, version, new Date(this.clock.now().getTime() + leastLifeMs));
    return kept?.accessToken.keyId === box.keyId
      ? { ...kept, accessToken: box.unseal(kept.accessToken, accessTokenContext(kept)) }
      : undefined;
  }

  private async keep({ connectorId, organizationId, version }: ConnectorMirror, box: SecretBox, obtained: NewToken): Promise<NewToken> {
    const identity = { tokenId: this.ids.next(), connectorId, organizationId, connectorVersion: version };
    const { accessToken, expiresAt, resource, isRevocable } = obtained;
    const isUsable = await this.tokens.keep({
      ...identity,
      accessToken: box.seal(accessToken, accessTokenContext(identity)),
      isRevocable,
      resource,
      issuedAt: this.clock.now(),
      expiresAt,
    });
    // The provider took its time: a connector that was halted meanwhile gets no token, and the one just obtained is revoked.
    if (isUsable) return obtained;
    requireIssuable(await this.connectors.find(connectorId), { connectorId, organizationId, version });
    throw new Error(`token ${identity.tokenId} was not kept though version ${version} of connector ${connectorId} is active`);
  }
}
