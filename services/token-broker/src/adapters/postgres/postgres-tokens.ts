import { Injectable } from '@nestjs/common';
import { transaction } from '@patchbay/postgres';
import { DataSource } from 'typeorm';
import { type TokenRow, Tokens } from '../../application/ports.ts';
import { staysValid } from '../../domain/connector-mirror.ts';
import { dropTokens, lockConnector } from './connector-statements.ts';

const columns = `
  token_id AS "tokenId", connector_id AS "connectorId", organization_id AS "organizationId", connector_version AS "connectorVersion",
  key_id AS "keyId", sealed AS bytes, is_revocable AS "isRevocable", resource, issued_at AS "issuedAt", expires_at AS "expiresAt"`;

/** How long a replica may take to revoke what it has claimed, before another one tries. */
const claimSeconds = 30;

type Row = Omit<TokenRow, 'accessToken'> & TokenRow['accessToken'];
const tokenOf = ({ keyId, bytes, ...token }: Row): TokenRow => ({ ...token, accessToken: { keyId, bytes } });

@Injectable()
export class PostgresTokens extends Tokens {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async findUsable(connectorId: string, connectorVersion: number, after: Date): Promise<TokenRow | undefined> {
    const rows: Row[] = await this.dataSource.query(
      `SELECT ${columns} FROM token WHERE connector_id = $1 AND connector_version = $2 AND dropped_at IS NULL AND expires_at > $3
        ORDER BY expires_at DESC LIMIT 1`,
      [connectorId, connectorVersion, after],
    );
    return rows.map(tokenOf)[0];
  }

  override keep(token: TokenRow): Promise<boolean> {
    return transaction(this.dataSource, async (manager) => {
      const connector = await lockConnector(manager, token.connectorId);
      const isUsable = connector !== undefined && staysValid(token.connectorVersion, connector);
      await manager.query(
        `INSERT INTO token (token_id, connector_id, organization_id, connector_version, key_id, sealed, resource, issued_at, expires_at, dropped_at,
                            is_revocable)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          token.tokenId,
          token.connectorId,
          token.organizationId,
          token.connectorVersion,
          token.accessToken.keyId,
          token.accessToken.bytes,
          token.resource,
          token.issuedAt,
          token.expiresAt,
          isUsable ? null : token.issuedAt,
          token.isRevocable,
        ],
      );
      return isUsable;
    });
  }

  override async drop(connectorId: string): Promise<void> {
    await dropTokens(this.dataSource.manager, connectorId);
  }

  /** SKIP LOCKED: revocations have no order, so replicas need not wait for each other. */
  override async claimDropped(limit: number, connectorId?: string): Promise<TokenRow[]> {
    const [rows]: [Row[]] = await this.dataSource.query(
      `UPDATE token SET claimed_until = clock_timestamp() + make_interval(secs => ${claimSeconds})
        WHERE token_id IN (
          SELECT token_id FROM token
           WHERE dropped_at IS NOT NULL AND (claimed_until IS NULL OR claimed_until < clock_timestamp()) AND ($2::uuid IS NULL OR connector_id = $2)
           ORDER BY dropped_at LIMIT $1 FOR UPDATE SKIP LOCKED)
      RETURNING ${columns}`,
      [limit, connectorId ?? null],
    );
    return rows.map(tokenOf);
  }

  override async release(tokenId: string): Promise<void> {
    await this.dataSource.query('UPDATE token SET claimed_until = NULL WHERE token_id = $1', [tokenId]);
  }

  override async forget(tokenId: string): Promise<void> {
    await this.dataSource.query('DELETE FROM token WHERE token_id = $1', [tokenId]);
  }

  override async forgetExpired(before: Date): Promise<void> {
    await this.dataSource.query('DELETE FROM token WHERE expires_at < $1', [before]);
  }

  override async countDropped(connectorId: string): Promise<number> {
    const [{ count }]: [{ count: number }] = await this.dataSource.query(
      'SELECT count(*) FROM token WHERE connector_id = $1 AND dropped_at IS NOT NULL',
      [connectorId],
    );
    return count;
  }

  override async summarize(connectorId: string, at: Date): Promise<{ outstanding: number; lastIssuedAt: Date | null }> {
    const [summary]: [{ outstanding: number; lastIssuedAt: Date | null }] = await this.dataSource.query(
      `SELECT count(*) FILTER (WHERE expires_at > $2) AS outstanding, max(issued_at) AS "lastIssuedAt" FROM token WHERE connector_id = $1`,
      [connectorId, at],
    );
    return summary;
  }
}
