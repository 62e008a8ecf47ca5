import type { Refusal } from './connector-record.ts';
import type { Drain, Insider } from './drain.ts';

/** What a pass asks of the gate that gave it. */
interface PassedGate {
  check(connectorId: string): Refusal | undefined;
  checkVersion(connectorId: string, version: number): Refusal | undefined;
  isOngoing(drain: Drain): boolean;
  forget(pass: GatePass): void;
}

/** What one execution holds of one connector's gate, from its start to its end. */
export class GatePass implements Insider {
  private controller: AbortController | undefined;
  private interruptedBy: Refusal | undefined;
  private drain: Drain | undefined;

  constructor(
    readonly connectorId: string,
    private readonly gate: PassedGate,
  ) {}

  /** Why the execution has to stop now, or undefined. An interrupted pass stays so, even when the gate opens again. */
  halted(): Refusal | undefined {
    if (this.interruptedBy !== undefined) return this.interruptedBy;
    return this.drain !== undefined && this.gate.isOngoing(this.drain) ? undefined : this.gate.check(this.connectorId);
  }

  /** Why no request that was prepared under this version may leave now, or undefined. A drain lets none begin. */
  refusal(version: number): Refusal | undefined {
    return this.interruptedBy ?? this.gate.checkVersion(this.connectorId, version);
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

  goOnFor(drain: Drain): void {
    this.drain?.left(this, false);
    this.drain = drain;
  }

  interrupt(refusal: Refusal): void {
    if (this.interruptedBy !== undefined) return;
    this.interruptedBy = refusal;
    this.controller?.abort(refusal);
    this.drain?.left(this, true);
  }

  leave(): void {
    this.gate.forget(this);
    this.drain?.left(this, false);
  }
}
