import type { Refusal } from './connector-record.ts';
import type { GateEntry, Member } from './gate-entry.ts';

/** What one execution holds of one connector's gate, from its start to its end. */
export class GatePass implements Member {
  private controller: AbortController | undefined;
  private interruptedBy: Refusal | undefined;
  private wasInsideAtDrain = false;

  constructor(
    readonly connectorId: string,
    private readonly entry: GateEntry,
  ) {
    entry.members.add(this);
  }

  /** Why nothing more may leave under this pass now, or undefined. An interrupted pass stays refused, even when the gate opens again. */
  refusal(): Refusal | undefined {
    if (this.interruptedBy !== undefined) return this.interruptedBy;
    const refusal = this.entry.refusal;
    if (refusal === undefined) return undefined;
    return this.wasInsideAtDrain && this.entry.isDraining ? undefined : refusal;
  }

  get isInterrupted(): boolean {
    return this.interruptedBy !== undefined;
  }

  /** Aborts when the gate closes in abort mode, or its drain ends; the reason is the refusal. */
  get signal(): AbortSignal {
    if (!this.controller) {
      this.controller = new AbortController();
      if (this.interruptedBy !== undefined) this.controller.abort(this.interruptedBy);
    }
    return this.controller.signal;
  }

  drain(): void {
    this.wasInsideAtDrain = true;
  }

  interrupt(refusal: Refusal): void {
    if (this.interruptedBy !== undefined) return;
    this.interruptedBy = refusal;
    this.controller?.abort(refusal);
  }

  leave(): void {
    this.entry.members.delete(this);
  }
}
