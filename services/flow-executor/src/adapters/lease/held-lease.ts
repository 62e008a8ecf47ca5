import type { HeldConnector } from '@patchbay/contracts';
import type { Holder, HolderHandlers } from '@patchbay/holder';
import { Lease, type ToldChange } from '../../application/lease.ts';
import type { HeldRecord } from '../../domain/gate/connector-record.ts';

/** Of 100,000 connectors no more than the gate asks for. */
export const heldRecordOf = ({ connectorId, state, version, haltMode, accessLevel, staleGraceMs }: HeldConnector): HeldRecord => ({
  connectorId,
  state,
  version,
  haltMode,
  accessLevel,
  staleGraceMs,
});

/** Renewed at the registry each second as long as the process runs. */
export class HeldLease extends Lease {
  constructor(private readonly holder: Holder<HeldRecord>) {
    super();
  }

  start(keeper: HolderHandlers<HeldRecord>): void {
    this.holder.start(keeper);
  }

  /** One without a place in the history is from before there were any. */
  hear({ epoch = this.holder.state.epoch, seq = 0, record }: ToldChange): void {
    this.holder.kafka({ epoch, seq, record });
  }

  quarantine(connectorId: string): void {
    this.holder.poison(connectorId);
  }

  whyNotReady(): string | undefined {
    return this.holder.ready() ? undefined : `there is no lease from the registry: ${this.holder.phase()}`;
  }

  /** Nothing is let through from here on. */
  beginDraining(): void {
    this.holder.beginDraining();
  }

  /** When no request is under way any more: no halt waits for this replica. */
  leave(): Promise<void> {
    return this.holder.leave();
  }
}
