import type { Outbox } from './outbox.ts';
import type { OutboxPosition, OutgoingDraft } from './outgoing-draft.ts';

/** For tests of use cases: keeps what was appended, knows no transaction. */
export class InMemoryOutbox implements Pick<Outbox, 'append'> {
  readonly appended: OutgoingDraft[] = [];
  private seq = 0;

  async append(_manager: unknown, drafts: readonly OutgoingDraft[]): Promise<OutboxPosition> {
    this.appended.push(...drafts);
    this.seq += 1;
    return { seq: this.seq, epoch: 1 };
  }
}
