import type { MigrationInterface, QueryRunner } from 'typeorm';

const statements = [
  // What is known so far is of kind webex-contact-center, and stays null.
  'ALTER TABLE connector ADD custom jsonb',
  `CREATE TABLE connector_key (
     connector_id uuid PRIMARY KEY,
     organization_id uuid NOT NULL,
     key_id text NOT NULL,
     wrapped bytea NOT NULL,
     created_at timestamptz NOT NULL DEFAULT clock_timestamp()
   )`,
  `CREATE TABLE credentials (
     connector_id uuid PRIMARY KEY,
     organization_id uuid NOT NULL,
     key_id text,
     sealed bytea,
     saved_for jsonb NOT NULL,
     saved_at timestamptz NOT NULL,
     saved_by text NOT NULL,
     checked_at timestamptz,
     dropped_at timestamptz,
     drop_reason text,
     CONSTRAINT credentials_kept_or_dropped CHECK (num_nulls(sealed, key_id) = num_nonnulls(dropped_at, drop_reason) AND num_nulls(sealed, key_id) <> 1)
   )`,
  // Tokens of before were sealed without a key of their connector. They are obtained anew, and end where they expire.
  'DELETE FROM token',
  'ALTER TABLE token ADD is_revocable boolean NOT NULL DEFAULT true',
  'ALTER TABLE token ALTER is_revocable DROP DEFAULT',
];

export class EntrustCredentials1765003000000 implements MigrationInterface {
  readonly name = 'EntrustCredentials1765003000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM token');
    await runner.query('ALTER TABLE token DROP is_revocable');
    await runner.query('DROP TABLE credentials, connector_key');
    await runner.query('ALTER TABLE connector DROP custom');
  }
}
