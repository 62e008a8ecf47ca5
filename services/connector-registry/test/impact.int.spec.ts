import { randomUUID } from 'node:crypto';
import { Outbox } from '@patchbay/outbox';
import { FixedClock, type TenantDatabase } from '@patchbay/testing';
import { PostgresCallStatistics } from '../src/adapters/postgres/impact/postgres-call-statistics.ts';
import { PostgresUnitOfWork } from '../src/adapters/postgres/postgres-unit-of-work.ts';
import type { RegistryDatabase } from '../src/adapters/postgres/registry-database.ts';
import type { ReferenceStore, UnitOfWork } from '../src/application/ports.ts';
import { type ConnectorId, connectorId, type FlowId, flowId, organizationId } from '../src/domain/ids.ts';
import { type CallCount, type CallReport, type EndedCall, quarterMs } from '../src/domain/impact/calls.ts';
import type { Reference } from '../src/domain/reference.ts';
import { aReference, given } from './given.ts';
import { seeded } from './random.ts';
import { totalsOf } from './reference-totals.ts';
import { createRegistryDatabase, openDatabase } from './registry-database.ts';

let testDatabase: TenantDatabase;
let database: RegistryDatabase;
let unitOfWork: UnitOfWork;

beforeAll(async () => {
  testDatabase = await createRegistryDatabase();
  database = await openDatabase(testDatabase);
  const clock = new FixedClock();
  const outbox = new Outbox({ source: 'connector-registry', clock, carriesRegistryPosition: true });
  unitOfWork = new PostgresUnitOfWork(database, outbox, { changed: () => undefined }, clock);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

const labelSets: Reference['labels'][] = [[], ['Live'], ['Live', 'Latest'], ['Test'], ['Latest'], ['Dev', 'Test']];

describe('totals of references', () => {
  const organization = organizationId(randomUUID());
  const connectors = Array.from({ length: 4 }, () => connectorId(randomUUID()));
  const flows = Array.from({ length: 12 }, () => flowId(randomUUID()));
  const random = seeded(4);

  const inStore = <Result>(work: (store: ReferenceStore) => Promise<Result>) =>
    unitOfWork.run(organization, ({ references }) => work(references));
  const totals = (of: ConnectorId) => inStore((store) => store.totalsOfConnector(organization, of));
  const query = (statement: string, ...values: unknown[]) =>
    database.forOrganization(organization, (manager) => manager.query(statement, [organization, ...values]));

  beforeAll(() =>
    unitOfWork.run(organization, async (stores) => {
      for (const id of connectors) await stores.connectors.insert(given({ connectorId: id, organizationId: organization, name: id }));
    }),
  );

  function someReferences(flow: FlowId): Reference[] {
    const hasFallback = random.below(2) === 0;
    const versions = Array.from({ length: random.below(4) }, (_, index) => index + 1);
    return versions.flatMap((versionNumber) =>
      connectors
        .filter(() => random.below(2) === 0)
        .map((id) => aReference({ connectorId: id, flowId: flow, versionNumber, hasFallback, labels: random.pick(labelSets) })),
    );
  }

  const replace = () => {
    const flow = random.pick(flows);
    return inStore((store) => store.replaceOfFlow(organization, flow, someReferences(flow)));
  };
  const changes: (() => Promise<unknown>)[] = [
    ...[replace, replace, replace, replace],
    () =>
      query(
        'DELETE FROM flow_reference WHERE organization_id = $1 AND flow_id = $2 AND connector_id = $3',
        random.pick(flows),
        random.pick(connectors),
      ),
    () =>
      query(
        'UPDATE flow_reference SET labels = $3 WHERE organization_id = $1 AND flow_id = $2',
        random.pick(flows),
        random.pick(labelSets),
      ),
    () =>
      query('UPDATE flow_reference SET has_fallback = NOT has_fallback WHERE organization_id = $1 AND flow_id = $2', random.pick(flows)),
  ];

  it('are those of a count of every reference, whatever happens to them', async () => {
    for (let step = 0; step < 150; step += 1) {
      await random.pick(changes)();
      const id = random.pick(connectors);
      const { digest: _, ...counted } = totalsOf(await inStore((store) => store.listOfConnector(organization, id)));
      expect({ step, ...(await totals(id)) }).toMatchObject({ step, ...counted });
    }
  });

  it('have a digest that is the same for the same references, however they came to be, and another for others', async () => {
    const [flow] = flows as [FlowId];
    const [id] = connectors as [ConnectorId];
    const register = async (...references: Reference[]) => {
      await inStore((store) => store.replaceOfFlow(organization, flow, references));
      return (await totals(id)).digest;
    };
    const live = aReference({ connectorId: id, flowId: flow });
    const first = await register(live);
    expect(await register(live)).toBe(first);
    const others: Partial<Reference>[] = [
      { versionNumber: 2 },
      { labels: ['Live'] },
      { hasFallback: false },
      { flowName: 'Other' },
      { owner: 'somebody' },
      { activities: [] },
    ];
    const digests: string[] = [];
    for (const other of others) digests.push(await register({ ...live, ...other }));
    expect(new Set([first, ...digests]).size).toBe(others.length + 1);
    expect(await register(live)).toBe(first);
  });

  it('lose nothing to flows that change at the same moment', async () => {
    const [id] = connectors as [ConnectorId];
    const many = Array.from({ length: 60 }, () => flowId(randomUUID()));
    const replace = (references: (flow: FlowId) => Reference[]) =>
      Promise.all(many.map((flow) => inStore((store) => store.replaceOfFlow(organization, flow, references(flow)))));
    const before = await totals(id);
    await replace((flow) => [aReference({ connectorId: id, flowId: flow })]);
    expect((await totals(id)).impactedFlows).toBe(before.impactedFlows + 60);
    await replace(() => []);
    expect(await totals(id)).toEqual(before);
  });
});

describe('statistics of calls', () => {
  const now = new Date('2026-03-30T09:07:33.000Z');
  const before = (ms: number) => new Date(now.getTime() - ms);
  const connectors = Array.from({ length: 5 }, () => connectorId(randomUUID()));
  const random = seeded(11);
  const opened = () => {
    const organization = organizationId(randomUUID());
    const statistics = new PostgresCallStatistics(database);
    return {
      record: (over: Partial<CallReport>) =>
        statistics.record(organization, { instanceId: 'executor-1', batch: 1, at: now, ended: [], inProgress: [], ...over }),
      observe: (id: ConnectorId, at = now) => statistics.observe(organization, id, at),
    };
  };
  const some = () => connectors.filter(() => random.below(2) === 0);

  function someCalls(): EndedCall[] {
    return Array.from({ length: random.below(40) }, () => {
      const endedAt = before(random.pick([random.below(90_000), random.below(8 * 86_400_000)]));
      return { connectorIds: some(), endedAt, startedAt: new Date(endedAt.getTime() - random.below(20_000)) };
    });
  }

  const inLastMinute = (calls: readonly EndedCall[]) =>
    calls.filter(({ endedAt }) => endedAt >= new Date('2026-03-30T09:06:30.000Z') && endedAt < new Date('2026-03-30T09:07:30.000Z')).length;

  function byQuarterOfTheWeek(calls: readonly EndedCall[]): CallCount[] {
    const begun = calls
      .map(({ startedAt }) => Math.floor(startedAt.getTime() / quarterMs) * quarterMs)
      .toSorted((one, other) => one - other);
    const quarters = new Set(
      begun.filter((at) => at >= Date.parse('2026-03-23T09:00:00.000Z') && at < Date.parse('2026-03-30T09:00:00.000Z')),
    );
    return [...quarters].map((at) => ({ from: new Date(at), calls: begun.filter((one) => one === at).length }));
  }

  it('are those of a count of every call, though reports come twice', async () => {
    const { record, observe } = opened();
    const calls: EndedCall[] = [];
    for (let batch = 1; batch <= 25; batch += 1) {
      for (const instanceId of ['executor-1', 'executor-2']) {
        const report = { instanceId, batch, ended: someCalls() };
        calls.push(...report.ended);
        await record(report);
        if (random.below(3) === 0) await record(report);
      }
    }
    for (const id of connectors) {
      const through = calls.filter(({ connectorIds }) => connectorIds.includes(id));
      expect(await observe(id)).toEqual({ inProgress: 0, endedInLastMinute: inLastMinute(through), begun: byQuarterOfTheWeek(through) });
    }
  });

  it('tell the calls that run by the latest word of every executor', async () => {
    const { record, observe } = opened();
    const [one, other] = connectors as [ConnectorId, ConnectorId];
    await record({ batch: 2, inProgress: [{ connectorIds: [one, other], calls: 3 }] });
    await record({ batch: 1, inProgress: [{ connectorIds: [one], calls: 50 }] });
    await record({ instanceId: 'executor-2', inProgress: [{ connectorIds: [one], calls: 4 }] });
    expect([(await observe(one)).inProgress, (await observe(other)).inProgress]).toEqual([7, 3]);
    await record({ batch: 3, inProgress: [] });
    expect([(await observe(one)).inProgress, (await observe(other)).inProgress]).toEqual([4, 0]);
  });

  it('forget the calls of an executor that has fallen silent', async () => {
    const { record, observe } = opened();
    const [id] = connectors as [ConnectorId];
    await record({ inProgress: [{ connectorIds: [id], calls: 3 }] });
    const running = async (silentMs: number) => (await observe(id, new Date(now.getTime() + silentMs))).inProgress;
    expect([await running(14_999), await running(15_000)]).toEqual([3, 0]);
  });

  it('keep no more than they tell', async () => {
    const { record } = opened();
    const [id] = connectors as [ConnectorId];
    const ended = [before(9 * 86_400_000), before(1_000)].map((at) => ({ connectorIds: [id], startedAt: at, endedAt: at }));
    await record({ ended });
    const kept = await database.system.query('SELECT since FROM calls_begun WHERE connector_id = $1 AND since < $2', [
      id,
      before(8 * 86_400_000),
    ]);
    expect(kept).toEqual([]);
  });
});
