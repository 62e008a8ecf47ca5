import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTable } from './protect-table.ts';

/** One collation whatever the database has, so that a page goes on where the one before ended, and the beginning of a word is a range of an index. */
const comparable = 'text COLLATE "C"';

const connector = `
  ALTER TABLE connector
    ALTER COLUMN name_key TYPE ${comparable},
    ADD COLUMN custom jsonb,
    ADD CONSTRAINT connector_of_kind CHECK (kind IN ('webex-contact-center', 'custom') AND (kind = 'custom') = (custom IS NOT NULL))`;

const consent = `
  CREATE TABLE consent (
    organization_id uuid NOT NULL,
    connector_id uuid NOT NULL,
    given_at timestamptz NOT NULL,
    user_id text NOT NULL,
    access_level text NOT NULL,
    text_version text NOT NULL,
    PRIMARY KEY (organization_id, connector_id, given_at),
    FOREIGN KEY (organization_id, connector_id) REFERENCES connector (organization_id, connector_id)
  )`;

/** Words of names and descriptions. Compared as ranges: under row-level security an index cannot serve LIKE or a text search, which might leak. */
const word = `
  CREATE TABLE connector_word (
    organization_id uuid NOT NULL,
    word ${comparable} NOT NULL,
    connector_id uuid NOT NULL,
    PRIMARY KEY (organization_id, word, connector_id),
    FOREIGN KEY (organization_id, connector_id) REFERENCES connector (organization_id, connector_id)
  )`;

const existing = [
  `INSERT INTO consent SELECT organization_id, connector_id, consent_at, consent_user_id, consent_access_level, consent_text_version FROM connector`,
  `INSERT INTO connector_word
     SELECT DISTINCT organization_id, word, connector_id
       FROM connector, regexp_split_to_table(lower(name || ' ' || description), '[^[:alnum:]]+') AS word WHERE word <> ''`,
];

/** A list is merged from one ordered range for each state, kind and level that it shows. */
const indexOf = (column: string) =>
  `CREATE INDEX connector_by_${column} ON connector (organization_id, state, kind, access_level, ${column}, connector_id)`;

const indexes = [
  ...['created_at', 'updated_at', 'name_key'].map(indexOf),
  'CREATE INDEX connector_called ON connector (organization_id, name_key, connector_id)',
  'CREATE INDEX connector_state ON connector (organization_id, state)',
  'CREATE INDEX connector_word_connector ON connector_word (organization_id, connector_id, word)',
];

export class DescribeConnectors1764001000000 implements MigrationInterface {
  readonly name = 'DescribeConnectors1764001000000';

  async up(runner: QueryRunner): Promise<void> {
    const protections = [...protectTable('consent', { service: ['SELECT', 'INSERT'] }), ...protectTable('connector_word')];
    for (const statement of [connector, consent, word, ...existing, ...indexes, ...protections]) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE connector_word, consent');
    await runner.query('ALTER TABLE connector DROP CONSTRAINT connector_of_kind, DROP COLUMN custom');
    await runner.query(
      'DROP INDEX connector_by_created_at, connector_by_updated_at, connector_by_name_key, connector_called, connector_state',
    );
  }
}
