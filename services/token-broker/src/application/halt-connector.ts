import { Injectable } from '@nestjs/common';
import type { HeldMirror } from '../domain/lease-refusal.ts';
import { MirrorConnector } from './mirror-connector.ts';
import { RevocationAlarm, Tokens } from './ports.ts';
import { RevokeTokens } from './revoke-tokens.ts';

/** What a halt asks of the broker before it is acknowledged. */
@Injectable()
export class HaltConnector {
  constructor(
    private readonly mirror: MirrorConnector,
    private readonly tokens: Tokens,
    private readonly revokeTokens: RevokeTokens,
    private readonly revocation: RevocationAlarm,
  ) {}

  /** Drops the tokens of every earlier version, for every replica, in the transaction that notes the newer one. @param held undefined where no newer one is known */
  async purge(connectorId: string, held: HeldMirror | undefined): Promise<void> {
    if (held) {
      const { haltMode: _haltMode, staleGraceMs: _staleGraceMs, ...record } = held;
      await this.mirror.apply(record);
    } else {
      await this.tokens.drop(connectorId);
      this.revocation.wake();
    }
  }

  /** At the provider, as far as no other replica is at it. What fails is tried again by the revocation loop. */
  async revoke(connectorId: string): Promise<void> {
    await this.revokeTokens.dropped(connectorId);
  }
}
