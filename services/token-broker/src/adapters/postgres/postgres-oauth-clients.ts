import { Injectable } from '@nestjs/common';
import { isUniqueViolation } from '@patchbay/postgres';
import { DataSource } from 'typeorm';
import { type OAuthClientRow, OAuthClients } from '../../application/ports.ts';
import { OAuthClientExists } from '../../domain/errors.ts';

type Row = Omit<OAuthClientRow, 'clientSecret'> & OAuthClientRow['clientSecret'];

@Injectable()
export class PostgresOAuthClients extends OAuthClients {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override async insert({
    oauthClientId,
    organizationId,
    issuer,
    clientId,
    apiBaseUrl,
    clientSecret,
    createdAt,
  }: OAuthClientRow): Promise<void> {
    const values = [oauthClientId, organizationId, issuer, clientId, apiBaseUrl, clientSecret.keyId, clientSecret.bytes, createdAt];
    try {
      await this.dataSource.query(
        `INSERT INTO oauth_client (oauth_client_id, organization_id, issuer, client_id, api_base_url, secret_key_id, secret_sealed, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        values,
      );
    } catch (error) {
      throw isUniqueViolation(error, 'oauth_client_organization') ? new OAuthClientExists({ cause: error }) : error;
    }
  }

  override async list(organizationId: string): Promise<OAuthClientRow[]> {
    const rows: Row[] = await this.dataSource.query(
      `SELECT oauth_client_id AS "oauthClientId", organization_id AS "organizationId", issuer, client_id AS "clientId", api_base_url AS "apiBaseUrl",
              secret_key_id AS "keyId", secret_sealed AS bytes, created_at AS "createdAt"
         FROM oauth_client WHERE organization_id = $1`,
      [organizationId],
    );
    return rows.map(({ keyId, bytes, ...client }) => ({ ...client, clientSecret: { keyId, bytes } }));
  }

  override async delete(organizationId: string, oauthClientId: string): Promise<boolean> {
    const [, deleted]: [unknown, number] = await this.dataSource.query(
      'DELETE FROM oauth_client WHERE organization_id = $1 AND oauth_client_id = $2',
      [organizationId, oauthClientId],
    );
    return deleted > 0;
  }
}
