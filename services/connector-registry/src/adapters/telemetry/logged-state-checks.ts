import { Logger } from '@nestjs/common';
import type { MirrorCheck } from '../../application/state-topic/mirror-ports.ts';
import { type StateCheck, StateCheckObserver } from '../../application/state-topic/state-topic-ports.ts';

/** So many ids tell where to look. */
const listed = 20;

export class LoggedStateChecks extends StateCheckObserver {
  private readonly logger = new Logger('state-topic');

  override checked({ compared, published, ahead }: StateCheck): void {
    if (published.length > 0) {
      this.logger.warn({
        msg: 'the state topic differed and was told again',
        compared,
        count: published.length,
        connectorIds: published.slice(0, listed),
      });
    }
    if (ahead.length > 0) {
      const msg = 'the state topic knows more than the database: see the runbook "restore from backup"';
      this.logger.error({ msg, compared, count: ahead.length, connectors: ahead.slice(0, listed) });
    }
  }

  override comparedMirrors({ mirrors, differing, toldAgain }: MirrorCheck): void {
    for (const { instanceId, buckets } of differing.slice(0, listed)) {
      const msg = 'a replica holds connectors otherwise than the database and was told again: if it stays so, restart that replica';
      this.logger.warn({ msg, instanceId, differences: buckets.length, buckets: buckets.slice(0, listed), mirrors, toldAgain });
    }
  }

  override forgot(count: number): void {
    this.logger.log({ msg: 'the state topic was told to forget deleted connectors', count });
  }
}
