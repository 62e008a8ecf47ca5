import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  `CREATE TABLE connector (
     connector_id uuid PRIMARY KEY,
     organization_id uuid NOT NULL,
     state text NOT NULL,
     access_level text NOT NULL,
     version bigint NOT NULL
   )`,
  // Apart from the mirror: the unreadable message may be the first that is heard of a connector.
  `CREATE TABLE quarantine (connector_id uuid PRIMARY KEY, since timestamptz NOT NULL DEFAULT clock_timestamp())`,
  `CREATE TABLE oauth_client (
     oauth_client_id uuid PRIMARY KEY,
     organization_id uuid NOT NULL,
     issuer text NOT NULL,
     client_id text NOT NULL,
     api_base_url text NOT NULL,
     secret_key_id text NOT NULL,
     secret_sealed bytea NOT NULL,
     created_at timestamptz NOT NULL,
     CONSTRAINT oauth_client_organization UNIQUE (organization_id)
   )`,
  `CREATE TABLE token (
     token_id uuid PRIMARY KEY,
     connector_id uuid NOT NULL,
     organization_id uuid NOT NULL,
     connector_version bigint NOT NULL,
     key_id text NOT NULL,
     sealed bytea NOT NULL,
     resource text NOT NULL,
     issued_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL,
     dropped_at timestamptz,
     claimed_until timestamptz
   )`,
  `CREATE INDEX token_usable ON token (connector_id, connector_version, expires_at) WHERE dropped_at IS NULL`,
  `CREATE INDEX token_dropped ON token (dropped_at) WHERE dropped_at IS NOT NULL`,
  `CREATE INDEX token_expires_at ON token (expires_at)`,
];

export class CreateTokenBroker1762300800000 implements MigrationInterface {
  readonly name = 'CreateTokenBroker1762300800000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE token, oauth_client, quarantine, connector');
  }
}
