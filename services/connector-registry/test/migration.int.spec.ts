import { outboxMigrations } from '@patchbay/outbox';
import { type MigrationClass, OwnConnection } from '@patchbay/postgres';
import { createTenantDatabase, type TenantDatabase } from '@patchbay/testing';
import { connectorRow } from '../src/adapters/postgres/connector-row.ts';
import { PostgresConnectorDirectory } from '../src/adapters/postgres/directory/postgres-connector-directory.ts';
import { readReferenceTotals } from '../src/adapters/postgres/impact/reference-totals.ts';
import { ObserveImpact1764004000000 } from '../src/adapters/postgres/migrations/observe-impact.ts';
import { registryMigrations } from '../src/adapters/postgres/migrations.ts';
import { RegistryDatabase } from '../src/adapters/postgres/registry-database.ts';
import { type Connector, nameKeyOf } from '../src/domain/connector.ts';
import { connectorId, flowId } from '../src/domain/ids.ts';
import type { Reference } from '../src/domain/reference.ts';
import { wordsOf } from '../src/domain/search-words.ts';
import { aReference, given, nth, organization, otherOrganization } from './given.ts';
import { totalsOf } from './reference-totals.ts';

const openWith = ({ url, migrationUrl }: TenantDatabase, migrations: readonly MigrationClass[]) =>
  RegistryDatabase.open({ url, migrationUrl, applicationName: 'migration-test', entities: [connectorRow], migrations });

const everyMigration = [...outboxMigrations, ...registryMigrations];
const beforeTotals = everyMigration.slice(0, everyMigration.indexOf(ObserveImpact1764004000000));

const [used, alsoUsed, unused, foreign] = [1, 2, 3, 4].map((n) => connectorId(nth(n))) as [
  Connector['connectorId'],
  Connector['connectorId'],
  Connector['connectorId'],
  Connector['connectorId'],
];
const connectors = [
  given({ connectorId: used, name: 'CRM north' }),
  given({ connectorId: alsoUsed, name: 'CRM south', state: 'INACTIVE' }),
  given({ connectorId: unused, name: 'Gone', state: 'DELETED' }),
  given({ connectorId: foreign, name: 'CRM of others', organizationId: otherOrganization }),
];

/** Of 40 flows with one to three versions: live in one, in several, or in none; with a fallback or without. */
const references = Array.from({ length: 40 }, (_, flow) =>
  Array.from({ length: 1 + (flow % 3) }, (__, version) =>
    [used, ...(flow % 4 === 0 ? [alsoUsed] : [])].map((id) =>
      aReference({
        connectorId: id,
        flowId: flowId(nth(0xf00 + flow)),
        versionNumber: version + 1,
        labels: (flow + version) % 2 === 0 ? ['Live'] : [],
        hasFallback: flow % 5 !== 0,
      }),
    ),
  ),
).flat(2);

/** As a release that knew neither totals nor counts would have written it. */
async function fill(superuser: OwnConnection): Promise<void> {
  for (const { connectorId: id, organizationId, name, state } of connectors) {
    await superuser.query(
      `INSERT INTO connector (connector_id, organization_id, kind, name, name_key, description, access_level, state, version,
                              consent_user_id, consent_access_level, consent_text_version, consent_at, created_at, updated_at)
       VALUES ($1, $2, 'webex-contact-center', $3, $4, '', 'READ_ONLY', $5, 1, 'ada', 'READ_ONLY', '2026-01', now(), now(), now())`,
      [id, organizationId, name, nameKeyOf(name), state],
    );
    await superuser.query(
      'INSERT INTO connector_word (organization_id, word, connector_id) SELECT $1, word, $2 FROM unnest($3::text[]) AS word',
      [organizationId, id, wordsOf(name)],
    );
  }
  await register(superuser, organization, references);
  await register(superuser, otherOrganization, [aReference({ connectorId: foreign })]);
}

async function register(superuser: OwnConnection, organizationId: string, of: readonly Reference[]): Promise<void> {
  for (const { flowId: flow, versionNumber, connectorId: id, flowName, owner, labels, hasFallback, activities } of of) {
    await superuser.query('INSERT INTO flow_reference VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)', [
      ...[organizationId, flow, versionNumber, id, flowName, owner, labels, hasFallback],
      JSON.stringify(activities),
    ]);
  }
}

describe('a database with connectors and references, brought up to date', () => {
  let testDatabase: TenantDatabase;
  let superuser: OwnConnection;
  let database: RegistryDatabase;

  beforeAll(async () => {
    testDatabase = await createTenantDatabase('connector_registry');
    await (await openWith(testDatabase, beforeTotals)).close();
    superuser = await OwnConnection.open({ url: testDatabase.superuserUrl, applicationName: 'migration-test-superuser' });
    await fill(superuser);
    database = await openWith(testDatabase, everyMigration);
  });
  afterAll(async () => {
    await database.close();
    await superuser.close();
    await testDatabase.drop();
  });

  const totals = (of: Connector['connectorId'], organizationId = organization) =>
    database.forOrganization(organizationId, (manager) => readReferenceTotals(manager, organizationId, of));
  const countOf = (of: readonly Reference[]) => {
    const { digest: _, ...counted } = totalsOf(of);
    return counted;
  };
  const nothing = { referenceCount: 0, impactedFlows: 0, withoutFallback: 0, digest: '0'.repeat(256) };

  it.each([used, alsoUsed])('has the totals of the references that it had: connector %s', async (id) => {
    const counted = countOf(references.filter((one) => one.connectorId === id));
    expect(Math.min(...Object.values(counted))).toBeGreaterThan(0);
    expect(await totals(id)).toMatchObject(counted);
  });

  it('has them for each organization, and none where there was no reference', async () => {
    expect(await totals(foreign, otherOrganization)).toMatchObject(countOf([aReference({ connectorId: foreign })]));
    expect(await totals(unused)).toEqual(nothing);
  });

  it('finds the connectors that it had, and counts them', async () => {
    const directory = new PostgresConnectorDirectory(database);
    const request = { filter: { q: 'crm' }, order: { by: 'name', direction: 'asc' }, size: 10, after: undefined } as const;
    expect((await directory.list(organization, request)).items.map(({ name }) => name)).toEqual(['CRM north', 'CRM south']);
    expect(await directory.countByState(organization)).toEqual({ ACTIVE: 1, INACTIVE: 1, DELETING: 0, DELETED: 1 });
    expect(await directory.countByState(otherOrganization)).toEqual({ ACTIVE: 1, INACTIVE: 0, DELETING: 0, DELETED: 0 });
  });

  it('goes on from there: totals come to nothing when the last reference is gone', async () => {
    await superuser.query('DELETE FROM flow_reference WHERE version_number > 1 AND organization_id = $1', [organization]);
    expect(await totals(used)).toMatchObject(countOf(references.filter((one) => one.connectorId === used && one.versionNumber === 1)));
    await superuser.query('DELETE FROM flow_reference WHERE organization_id = $1', [organization]);
    expect([await totals(used), await totals(alsoUsed)]).toEqual([nothing, nothing]);
  });
});
