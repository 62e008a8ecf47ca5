import { ConnectorList } from '@patchbay/contracts';
import type { TenantDatabase } from '@patchbay/testing';
import { PostgresConnectorDirectory } from '../src/adapters/postgres/directory/postgres-connector-directory.ts';
import { ChangeTrail } from '../src/adapters/postgres/history/change-trail.ts';
import { PostgresConnectorStore } from '../src/adapters/postgres/postgres-connector-store.ts';
import type { RegistryDatabase } from '../src/adapters/postgres/registry-database.ts';
import type { ConnectorFilter, ConnectorListRequest, ConnectorOrder } from '../src/application/connector-directory.ts';
import { type Connector, nameKeyOf } from '../src/domain/connector.ts';
import { type ConnectorId, connectorId } from '../src/domain/ids.ts';
import { connectorStates } from '../src/domain/lifecycle.ts';
import { wordsOf } from '../src/domain/search-words.ts';
import { given, nth, organization, otherOrganization, settings } from './given.ts';
import { createRegistryDatabase, openDatabase } from './registry-database.ts';
import { type OrganizationClient, RunningRegistry } from './running-registry.ts';

/** More than a search takes for few, so that both ways to look are taken. */
const population = 1_300;

const words = ['Sales', 'support', 'CRM', 'Ärzte', 'billing', 'crm-sync', 'night'];
const minute = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, n % 97));

/** Every combination comes up, times and the beginnings of names many times. */
function nthConnector(n: number): Connector {
  const isCustom = n % 5 === 0;
  return given({
    connectorId: connectorId(nth(((n * 7_919) % 100_003) + 1)),
    name: `${words[n % words.length]} ${n % 13} no ${n}`,
    description: n % 400 === 0 ? 'has the Rarest word' : `common ${words[(n * 3) % words.length]}`,
    accessLevel: n % 3 === 0 ? 'READ_WRITE' : 'READ_ONLY',
    state: connectorStates[n % 50 === 0 ? 2 : n % 7 === 0 ? 3 : n % 2] ?? 'ACTIVE',
    createdAt: minute(n * 31),
    updatedAt: minute(n * 17),
    ...(isCustom && { kind: 'custom' as const, custom: settings }),
  });
}

const everyone = Array.from({ length: population }, (_, n) => nthConnector(n));

function isIn({ state, kind, accessLevel, name, namePrefix, q = '' }: ConnectorFilter) {
  return (one: Connector): boolean => {
    const found = wordsOf(`${one.name} ${one.description}`);
    return (
      (state ? one.state === state : one.state !== 'DELETED') &&
      (kind ?? one.kind) === one.kind &&
      (accessLevel ?? one.accessLevel) === one.accessLevel &&
      (name === undefined || nameKeyOf(name) === nameKeyOf(one.name)) &&
      (namePrefix === undefined || nameKeyOf(one.name).startsWith(nameKeyOf(namePrefix))) &&
      wordsOf(q).every((wanted) => found.some((word) => word.startsWith(wanted)))
    );
  };
}

/** Without any index: what the list is to be. */
function expected(filter: ConnectorFilter, { by, direction }: ConnectorOrder): ConnectorId[] {
  const keyOf = (one: Connector) => (by === 'name' ? nameKeyOf(one.name) : one[by].toISOString());
  const order = (a: string, b: string) => (a < b ? -1 : Number(a > b));
  const sorted = everyone
    .filter(isIn(filter))
    .toSorted((one, other) => order(keyOf(one), keyOf(other)) || order(one.connectorId, other.connectorId));
  return (direction === 'asc' ? sorted : sorted.toReversed()).map((one) => one.connectorId);
}

describe('the directory of connectors', () => {
  let database: TenantDatabase;
  let registry: RegistryDatabase;
  let directory: PostgresConnectorDirectory;

  beforeAll(async () => {
    database = await createRegistryDatabase();
    registry = await openDatabase(database);
    directory = new PostgresConnectorDirectory(registry);
    await insert(everyone);
    await insert([given({ organizationId: otherOrganization, connectorId: connectorId(nth(0xfffff)), name: 'Sales of another' })]);
  });

  afterAll(async () => {
    await registry.close();
    await database.drop();
  });

  const insert = ([first, ...rest]: readonly Connector[]) =>
    registry.forOrganization(first?.organizationId ?? organization, async (manager) => {
      const store = new PostgresConnectorStore(manager, new ChangeTrail(manager));
      for (const connector of first ? [first, ...rest] : []) await store.insert(connector);
    });

  async function allOf(filter: ConnectorFilter, order: ConnectorOrder, size = 400): Promise<ConnectorId[]> {
    const found: ConnectorId[] = [];
    let after: ConnectorListRequest['after'];
    do {
      const page = await directory.list(organization, { filter, order, size, after });
      expect(page.items.length).toBeLessThanOrEqual(size);
      found.push(...page.items.map((one) => one.connectorId));
      after = page.next;
    } while (after);
    return found;
  }

  const orders = (['createdAt', 'updatedAt', 'name'] as const).flatMap((by) =>
    (['asc', 'desc'] as const).map((direction) => ({ by, direction })),
  );
  const filters: ConnectorFilter[] = [
    {},
    ...connectorStates.map((state) => ({ state })),
    { kind: 'custom' },
    { kind: 'webex-contact-center', accessLevel: 'READ_WRITE', state: 'INACTIVE' },
    { name: ' SALES 7 no 7 ' },
    { name: 'sales' },
    { namePrefix: 'cRm' },
    { namePrefix: 'ÄRZTE 1' },
    { namePrefix: 'no' },
    { q: 'com' },
    { q: 'c' },
    { q: 'c', namePrefix: 's' },
    { q: 'n c', state: 'INACTIVE', kind: 'custom' },
    { q: 'rarest' },
    { q: 'common crm' },
    { q: 'rare ÄRZTE', state: 'ACTIVE' },
    { q: 'nothing like it' },
    { q: 'sync common', namePrefix: 'crm', accessLevel: 'READ_ONLY' },
    { q: "%_' \\" },
  ];
  const cases = filters.flatMap((filter) => orders.map((order) => ({ filter, order })));

  it.each(cases)('lists $filter by $order.by $order.direction as a list without an index would', async ({ filter, order }) => {
    expect(await allOf(filter, order)).toEqual(expected(filter, order));
  });

  it.each([1, 7])('loses and repeats nothing in pages of %d', async (size) => {
    const filter = { state: 'DELETING' } as const;
    for (const order of orders) expect(await allOf(filter, order, size)).toEqual(expected(filter, order));
  });

  it('has a connector that has changed where it belongs now', async () => {
    const changed = { ...given({ ...everyone[701] }), version: 2, name: 'Ωmega', updatedAt: new Date(Date.UTC(2027, 0, 1)) };
    await registry.forOrganization(organization, (manager) => new PostgresConnectorStore(manager, new ChangeTrail(manager)).save(changed));
    for (const by of ['updatedAt', 'name'] as const) {
      const order = { by, direction: 'desc' } as const;
      const { items } = await directory.list(organization, { filter: { q: 'com' }, order, size: 1, after: undefined });
      expect(items.map(({ connectorId: id }) => id)).toEqual([changed.connectorId]);
    }
  });

  it('counts the connectors in each state, of one organization', async () => {
    const counts = await directory.countByState(organization);
    expect(counts).toEqual(
      Object.fromEntries(connectorStates.map((state) => [state, everyone.filter((one) => one.state === state).length])),
    );
    expect(await directory.countByState(otherOrganization)).toEqual({ ACTIVE: 1, INACTIVE: 0, DELETING: 0, DELETED: 0 });
  });
});

describe('the list of connectors', () => {
  let registry: RunningRegistry;
  let organization: OrganizationClient;

  beforeAll(async () => {
    registry = await RunningRegistry.start({ CONNECTOR_QUOTA: '50' });
  });

  afterAll(() => registry.stop());

  beforeEach(() => {
    organization = registry.organization();
  });

  const list = async (query: string) => ConnectorList.parse((await organization.call('GET', `/connectors?${query}`)).body);
  const namesOf = ({ items }: ConnectorList) => items.map(({ name }) => name);

  it('goes on where the page before ended, while others come and go on both sides', async () => {
    const [b, , f] = [
      await organization.create({ name: 'b' }),
      await organization.create({ name: 'd' }),
      await organization.create({ name: 'f' }),
    ];
    const first = await list('sort=name&pageSize=2');
    await organization.create({ name: 'a' });
    await organization.create({ name: 'e' });
    for (const { connectorId: gone } of [b, f]) {
      await organization.deactivate(gone);
      await organization.call('GET', `${await organization.delete(gone)}?waitMs=30000`);
    }
    const second = await list(`sort=name&pageSize=2&pageToken=${first.nextPageToken}`);
    expect([namesOf(first), namesOf(second), second.nextPageToken]).toEqual([['b', 'd'], ['e'], undefined]);
  });

  it('counts a connector in the state that it is in', async () => {
    const counts = async () => (await organization.call('GET', '/connector-counts')).body;
    const { connectorId: gone } = await organization.createInactive();
    await organization.create();
    expect(await counts()).toEqual({ states: { ACTIVE: 1, INACTIVE: 1, DELETING: 0, DELETED: 0 } });
    await organization.call('GET', `${await organization.delete(gone)}?waitMs=30000`);
    expect(await counts()).toEqual({ states: { ACTIVE: 1, INACTIVE: 0, DELETING: 0, DELETED: 1 } });
  });

  it('shows of each when it was made and when it last changed', async () => {
    const { connectorId } = await organization.create();
    const changed = await organization.deactivate(connectorId);
    const { kind, name, accessLevel, state, version, createdAt, updatedAt } = changed;
    const { items } = await list('sort=updatedAt&direction=desc');
    expect(items).toEqual([{ connectorId, kind, name, accessLevel, state, version, createdAt, updatedAt }]);
  });

  it('finds what was renamed under its new words only', async () => {
    const { connectorId: renamed } = await organization.createInactive({ name: 'Old line' });
    await organization.call('PATCH', `/connectors/${renamed}`, {
      body: { name: 'New way', description: 'of Zürich' },
      headers: { 'if-match': '"2"' },
    });
    expect([await list('q=old'), await list('q=way%20z%C3%BCr')].map(namesOf)).toEqual([[], ['New way']]);
  });

  it('keeps a page token to its filters and its order, not to its size', async () => {
    for (const name of ['a', 'b', 'c']) await organization.create({ name });
    const { nextPageToken } = await list('sort=name&state=ACTIVE&pageSize=1');
    expect(namesOf(await list(`state=ACTIVE&sort=name&pageSize=50&pageToken=${nextPageToken}`))).toEqual(['b', 'c']);
    for (const other of [
      'sort=name',
      'sort=name&state=INACTIVE',
      'sort=name&state=ACTIVE&direction=desc',
      'state=ACTIVE',
      'sort=name&state=ACTIVE&q=a',
    ]) {
      const answer = await organization.call('GET', `/connectors?${other}&pageToken=${nextPageToken}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'connector.page-token-of-another-list', field: 'pageToken' } });
    }
  });

  it.each(['name', 'createdAt'])('refuses a page token whose position is none in a list by %s', async (sort) => {
    await organization.create();
    await organization.create();
    const { nextPageToken = '' } = await list(`sort=${sort}&pageSize=1`);
    const [, id, bound] = JSON.parse(Buffer.from(nextPageToken, 'base64url').toString());
    for (const position of [null, {}, 'a\u0000', 1.5, 2 ** 60, [1]]) {
      const forged = Buffer.from(JSON.stringify([position, id, bound])).toString('base64url');
      const answer = await organization.call('GET', `/connectors?sort=${sort}&pageToken=${forged}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'connector.page-token-invalid' } });
    }
  });

  it.each(['sort=size', 'direction=up', 'kind=salesforce', 'accessLevel=ADMIN', 'q=', `q=${'x'.repeat(81)}`, 'name=%00', 'namePrefix=%20'])(
    'refuses %s, and says where',
    async (query) => {
      const answer = await organization.call('GET', `/connectors?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'request.invalid', errors: [{ field: query.split('=')[0] }] } });
    },
  );
});
