import type { MigrationInterface, QueryRunner } from 'typeorm';
import { protectTable, unprotected } from './protect-table.ts';

const counts = `
  CREATE TABLE connector_count (
    organization_id uuid NOT NULL,
    state text NOT NULL,
    connectors bigint NOT NULL,
    PRIMARY KEY (organization_id, state)
  )`;

/** In the order of states, so that two changes at once cannot wait for each other. */
const addUp = (added: string, removed: string) => `
  INSERT INTO connector_count AS counted (organization_id, state, connectors)
  SELECT organization_id, state, sum(change)
    FROM (SELECT organization_id, state, 1 AS change FROM ${added} UNION ALL SELECT organization_id, state, -1 FROM ${removed}) AS changed
   GROUP BY organization_id, state HAVING sum(change) <> 0 ORDER BY organization_id, state
  ON CONFLICT (organization_id, state) DO UPDATE SET connectors = counted.connectors + excluded.connectors`;

const none = '(SELECT * FROM connector WHERE false) AS none';

const trigger = (event: 'INSERT' | 'UPDATE' | 'DELETE', tables: string, statement: string) => [
  `CREATE FUNCTION connector_count_after_${event.toLowerCase()}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${statement}; RETURN NULL; END $$`,
  `CREATE TRIGGER connector_count_after_${event.toLowerCase()} AFTER ${event} ON connector REFERENCING ${tables}
     FOR EACH STATEMENT EXECUTE FUNCTION connector_count_after_${event.toLowerCase()}()`,
];

/** What lists are sorted by, beside each word, so that those who have it are walked in the order of the list. */
const sortKeys = [
  'ALTER TABLE connector_word ADD COLUMN created_at timestamptz, ADD COLUMN updated_at timestamptz, ADD COLUMN name_key text COLLATE "C"',
  ...unprotected(
    ['connector', 'connector_word'],
    [
      `UPDATE connector_word AS word SET created_at = connector.created_at, updated_at = connector.updated_at, name_key = connector.name_key
         FROM connector WHERE connector.organization_id = word.organization_id AND connector.connector_id = word.connector_id`,
    ],
  ),
  'ALTER TABLE connector_word ALTER COLUMN created_at SET NOT NULL, ALTER COLUMN updated_at SET NOT NULL, ALTER COLUMN name_key SET NOT NULL',
  ...['created_at', 'updated_at', 'name_key'].map(
    (column) => `CREATE INDEX connector_word_by_${column} ON connector_word (organization_id, word, ${column}, connector_id)`,
  ),
];

const statements = [
  counts,
  ...unprotected(['connector'], [addUp('connector', none)]),
  ...protectTable('connector_count', { service: ['SELECT', 'INSERT', 'UPDATE'] }),
  ...trigger('INSERT', 'NEW TABLE AS added', addUp('added', none)),
  ...trigger('UPDATE', 'NEW TABLE AS added OLD TABLE AS removed', addUp('added', 'removed')),
  ...trigger('DELETE', 'OLD TABLE AS removed', addUp(none, 'removed')),
  'DROP INDEX connector_state',
  ...sortKeys,
];

/** Lists and counts cost the same among a hundred thousand connectors as among ten. */
export class ListQuickly1765001000000 implements MigrationInterface {
  readonly name = 'ListQuickly1765001000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE connector_word DROP COLUMN created_at, DROP COLUMN updated_at, DROP COLUMN name_key');
    await runner.query('CREATE INDEX connector_state ON connector (organization_id, state)');
    for (const event of ['insert', 'update', 'delete']) {
      await runner.query(`DROP TRIGGER connector_count_after_${event} ON connector`);
      await runner.query(`DROP FUNCTION connector_count_after_${event}`);
    }
    await runner.query('DROP TABLE connector_count');
  }
}
