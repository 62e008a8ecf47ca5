import { Injectable } from '@nestjs/common';
import { drainLimitMs } from '../domain/gate/drain.ts';
import { Gate } from '../domain/gate/gate.ts';
import { OutboundRequests, Timers, TokenSource } from './ports.ts';

/** A timer may fire a little early. */
const timerSlackMs = 5;

/** Does what a gate that has closed asks for; the halt is acknowledged when the last of it has returned. */
@Injectable()
export class GateKeeper {
  constructor(
    private readonly gate: Gate,
    private readonly tokens: TokenSource,
    private readonly outbound: OutboundRequests,
    private readonly timers: Timers,
  ) {}

  dropTokens({ connectorId }: { connectorId: string }): void {
    this.tokens.forget(connectorId);
    this.outbound.dropConnections(connectorId);
  }

  /** @returns how many executions were stopped: their requests are cut off, and the sockets destroyed */
  abortCalls({ connectorId }: { connectorId: string }): number {
    return this.gate.abort(connectorId);
  }

  drainCalls({ connectorId }: { connectorId: string }): { draining: number; ended: Promise<number> } {
    const { promise: ended, resolve } = Promise.withResolvers<number>();
    const draining = this.gate.drain(connectorId, resolve);
    if (draining > 0) this.timers.after(drainLimitMs + timerSlackMs, () => this.gate.endDrain(connectorId));
    return { draining, ended };
  }

  /** What a token allows is not known to be allowed any more. */
  leaseLost(_reason: string, exceptConnectorIds: readonly string[]): void {
    const kept = new Set(exceptConnectorIds);
    for (const connectorId of this.gate.connectorIds()) if (!kept.has(connectorId)) this.tokens.forget(connectorId);
  }
}
