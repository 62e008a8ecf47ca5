import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A replica of the version before takes the step itself, and would end it when the event is published. While both run, its attempt fails, and
 * the halt is left to those that follow it.
 */
const statements = [
  `CREATE FUNCTION prove_halt() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     RAISE EXCEPTION 'the halt of operation % has no receipt: it ends with what is proven, by a replica that knows leases', OLD.operation_id;
   END
   $$`,
  `CREATE TRIGGER prove_halt BEFORE UPDATE ON operation FOR EACH ROW
     WHEN (OLD.current_step = 'halt' AND NEW.current_step IS DISTINCT FROM 'halt' AND NEW.receipt IS NULL AND NEW.cancelled_by IS NULL)
     EXECUTE FUNCTION prove_halt()`,
];

export class ProveHalts1765008001000 implements MigrationInterface {
  readonly name = 'ProveHalts1765008001000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER prove_halt ON operation');
    await runner.query('DROP FUNCTION prove_halt');
  }
}
