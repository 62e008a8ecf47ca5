import type { MigrationInterface, QueryRunner } from 'typeorm';

const organization = `
  CREATE TABLE organization (
    organization_id uuid PRIMARY KEY,
    name text NOT NULL,
    licence text NOT NULL,
    created_at timestamptz NOT NULL
  )`;

/** The primary key is also the index that every decision is read by. "C" orders user ids as every programming language does. */
const roleAssignment = `
  CREATE TABLE role_assignment (
    organization_id uuid NOT NULL REFERENCES organization,
    user_id text COLLATE "C" NOT NULL,
    role text COLLATE "C" NOT NULL,
    assigned_at timestamptz NOT NULL,
    assigned_by text NOT NULL,
    PRIMARY KEY (organization_id, user_id, role)
  )`;

export class CreateAccess1762041600000 implements MigrationInterface {
  readonly name = 'CreateAccess1762041600000';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of [organization, roleAssignment]) await runner.query(table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE role_assignment, organization');
  }
}
