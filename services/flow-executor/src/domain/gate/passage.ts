import type { ConnectorRecord, Refusal } from './connector-record.ts';
import type { Gate } from './gate.ts';
import type { GatePass } from './gate-pass.ts';

/** Which connector stops an execution, and why. */
export interface Halt {
  code: Refusal;
  connectorId: string;
}

/** Leave for one outbound request: asked again at the last moment before its bytes leave. */
export interface RequestPermit {
  refusal(): Refusal | undefined;
  /** Ends the request in flight; absent where no gate watches over it. */
  readonly signal?: AbortSignal;
  /** Absent for a request without a connector. */
  readonly connector?: ConnectorRecord;
}

const none: readonly string[] = [];

/** The passes of one execution: one for each connector that its flow version uses. */
export class Passage {
  private readonly passes = new Map<string, GatePass>();
  private anyInterruption: AbortSignal | undefined;

  /** @param haltsOnAny whether any closed gate stops the whole execution (policy `HALT`), or only the requests of its connector */
  constructor(
    private readonly gate: Gate,
    connectorIds: readonly string[],
    private readonly haltsOnAny: boolean,
  ) {
    this.admit(connectorIds);
  }

  /** Those of another flow too, once the execution gets there. */
  admit(connectorIds: readonly string[]): void {
    for (const connectorId of connectorIds) if (!this.passes.has(connectorId)) this.passes.set(connectorId, this.gate.enter(connectorId));
    this.anyInterruption = undefined;
  }

  /** The connectors of the flows that the execution got to, but for these. */
  beyond(known: readonly string[]): readonly string[] {
    let others = none;
    for (const connectorId of this.passes.keys()) if (!known.includes(connectorId)) others = [...others, connectorId];
    return others;
  }

  /** To be asked before the first and before each further activity. */
  halt(): Halt | undefined {
    if (!this.haltsOnAny) return undefined;
    for (const pass of this.passes.values()) {
      const code = pass.halted();
      if (code !== undefined) return { code, connectorId: pass.connectorId };
    }
    return undefined;
  }

  permitFor(connectorId: string | undefined): RequestPermit {
    const pass = connectorId === undefined ? undefined : this.passFor(connectorId);
    const signal = this.haltsOnAny ? this.interruption() : pass?.signal;
    const connector = pass && this.gate.find(pass.connectorId);
    return {
      refusal: () => this.halt()?.code ?? pass?.refusal(connector?.version ?? 0),
      ...(signal && { signal }),
      ...(connector && { connector }),
    };
  }

  leave(): void {
    for (const pass of this.passes.values()) pass.leave();
  }

  /** Along the error path an execution outlives a closed gate: when it opens again, its next request is let in anew. */
  private passFor(connectorId: string): GatePass {
    const held = this.passes.get(connectorId);
    if (held && (this.haltsOnAny || !held.isInterrupted)) return held;
    held?.leave();
    const fresh = this.gate.enter(connectorId);
    this.passes.set(connectorId, fresh);
    return fresh;
  }

  private interruption(): AbortSignal | undefined {
    const [first, ...others] = this.passes.values();
    if (!first || others.length === 0) return first?.signal;
    this.anyInterruption ??= AbortSignal.any([...this.passes.values()].map((pass) => pass.signal));
    return this.anyInterruption;
  }
}
