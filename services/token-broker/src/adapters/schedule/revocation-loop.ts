import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { backoffMs, Wakeup } from '@patchbay/postgres';
import { RevocationAlarm } from '../../application/ports.ts';
import { RevokeTokens } from '../../application/revoke-tokens.ts';

const idleMs = 1_000;
const longestPauseMs = 30_000;

/** Rung where tokens are dropped: they are revoked now, not at the next turn of the loop. */
export class RevocationBell extends RevocationAlarm {
  readonly wakeup = new Wakeup();

  override wake(): void {
    this.wakeup.call();
  }
}

/** Revokes dropped tokens as long as the process lives; several replicas share the work. */
@Injectable()
export class RevocationLoop implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('revocation');
  private stopping = false;
  private failures = 0;
  private running: Promise<void> | undefined;

  constructor(
    private readonly revokeTokens: RevokeTokens,
    private readonly bell: RevocationBell,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.bell.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      const revoked = await this.turn();
      if (revoked === 0) await this.bell.wakeup.sleep(this.failures === 0 ? idleMs : backoffMs(this.failures, idleMs, longestPauseMs));
    }
  }

  private async turn(): Promise<number> {
    try {
      const revoked = await this.revokeTokens.dropped();
      this.failures = 0;
      if (revoked > 0) this.log.log(`revoked ${revoked} tokens of connectors that are halted or have changed`);
      return revoked;
    } catch (error) {
      this.failures += 1;
      this.log.warn(error);
      return 0;
    }
  }
}
