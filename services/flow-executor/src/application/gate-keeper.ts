import { Injectable } from '@nestjs/common';
import type { ConnectorRecord } from '../domain/gate/connector-record.ts';
import { Gate } from '../domain/gate/gate.ts';
import { drainLimitMs, type GateChange } from '../domain/gate/gate-entry.ts';
import { Timers, TokenSource } from './ports.ts';

/** A timer may fire a little early. */
const timerSlackMs = 5;

/** Applies what is heard of connectors to the gate, and sees to what follows from it. */
@Injectable()
export class GateKeeper {
  constructor(
    private readonly gate: Gate,
    private readonly tokens: TokenSource,
    private readonly timers: Timers,
  ) {}

  /** A record of the state topic. */
  apply(record: ConnectorRecord): void {
    this.follow(record.connectorId, this.gate.applyFromTopic(record));
  }

  applyFromSnapshot(records: readonly ConnectorRecord[]): void {
    for (const record of records) this.follow(record.connectorId, this.gate.applyFromSnapshot(record));
  }

  /** The whole snapshot is applied: from here on the gate lets through. */
  synchronize(): void {
    this.gate.synchronize();
  }

  /** A message about the connector could not be read. */
  quarantine(connectorId: string): void {
    this.follow(connectorId, this.gate.quarantine(connectorId));
  }

  private follow(connectorId: string, change: GateChange): void {
    if (change === 'aborted') this.tokens.forget(connectorId);
    if (change === 'draining')
      this.timers.after(drainLimitMs + timerSlackMs, () => this.follow(connectorId, this.gate.endDrain(connectorId)));
  }
}
