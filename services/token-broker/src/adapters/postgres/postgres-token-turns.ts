import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TokenTurns } from '../../application/ports.ts';

/** Longer than the provider may take; so long others wait for a replica that has died in its turn. */
const turnSeconds = 15;
const askAgainMs = 50;

@Injectable()
export class PostgresTokenTurns extends TokenTurns {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async take(connectorId: string, connectorVersion: number): Promise<() => Promise<void>> {
    const takenBy = randomUUID();
    while (!(await this.isTaken(connectorId, connectorVersion, takenBy))) await pause(askAgainMs);
    // A turn that cannot be ended ends by itself.
    return () =>
      this.dataSource
        .query('DELETE FROM token_turn WHERE connector_id = $1 AND taken_by = $2', [connectorId, takenBy])
        .catch(() => undefined);
  }

  /** Whoever asks for a later version waits for nobody. */
  private async isTaken(connectorId: string, connectorVersion: number, takenBy: string): Promise<boolean> {
    const rows: unknown[] = await this.dataSource.query(
      `INSERT INTO token_turn (connector_id, connector_version, taken_by, taken_until)
       VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => ${turnSeconds}))
       ON CONFLICT (connector_id) DO UPDATE
         SET connector_version = EXCLUDED.connector_version, taken_by = EXCLUDED.taken_by, taken_until = EXCLUDED.taken_until
         WHERE token_turn.taken_until < clock_timestamp() OR token_turn.connector_version < EXCLUDED.connector_version
       RETURNING 1`,
      [connectorId, connectorVersion, takenBy],
    );
    return rows.length > 0;
  }
}
