import { FixedClock, type TestDatabase } from '@patchbay/testing';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { BatchedExecutionRecords } from '../../src/adapters/postgres/executions/batched-execution-records.ts';
import { PostgresExecutionReader } from '../../src/adapters/postgres/executions/postgres-execution-reader.ts';
import { PostgresExecutionReaper } from '../../src/adapters/postgres/executions/postgres-execution-reaper.ts';
import { PostgresExecutionStore } from '../../src/adapters/postgres/executions/postgres-execution-store.ts';
import { PostgresFlowActivity } from '../../src/adapters/postgres/executions/postgres-flow-activity.ts';
import { PostgresKeptExecutions } from '../../src/adapters/postgres/executions/postgres-kept-executions.ts';
import { notedAfterMs, PostgresRunningExecutions } from '../../src/adapters/postgres/executions/postgres-running-executions.ts';
import type { ExecutionFilter, ExecutionIdentity } from '../../src/application/executions/ports.ts';
import { createFlowDatabase, openFlowDatabase } from '../support/flow-database.ts';
import { endedTurn, givenExecution, waitingTurn } from '../support/given-execution.ts';

describe('what is kept of executions', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let reader: PostgresExecutionReader;
  const storeOf = (claimSeconds: number, maxWaitSeconds: number) =>
    new PostgresExecutionStore({ dataSource, nextId: () => uuidv7(), claimSeconds, maxWaitSeconds });
  const reaperAt = (now: Date, retentionDays = 7) =>
    new PostgresExecutionReaper({ dataSource, clock: { now: () => now }, abandonAfterSeconds: 0, instanceId: 'executor-1', retentionDays });

  beforeEach(async () => {
    database = await createFlowDatabase();
    dataSource = await openFlowDatabase(database.url);
    reader = new PostgresExecutionReader(dataSource);
  });
  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  describe('of one that ended in its first request', () => {
    it('is stored in batches, and dropped and counted where the queue is full', async () => {
      const dropped: number[] = [];
      const records = new BatchedExecutionRecords({ dataSource, onDropped: (count) => dropped.push(count), capacity: 3 });
      const organizationId = uuidv7();
      for (let n = 0; n < 5; n += 1) {
        const execution = givenExecution({ organizationId });
        records.keep(execution, endedTurn(execution));
      }
      await records.storeAll();
      expect(dropped).toEqual([1, 1]);
      expect(await reader.search(organizationId, {}, { limit: 10, before: undefined })).toHaveLength(3);
    });

    it('is dropped and counted where the database does not take it', async () => {
      const dropped: number[] = [];
      const records = new BatchedExecutionRecords({ dataSource, onDropped: (count) => dropped.push(count) });
      await dataSource.query('ALTER TABLE execution RENAME TO execution_away');
      for (const execution of [givenExecution(), givenExecution()]) records.keep(execution, endedTurn(execution));
      await records.storeAll();
      expect(dropped).toEqual([2]);
    });
  });

  describe('of one that only a process knows', () => {
    const clock = new FixedClock();
    const begun = () => givenExecution({ startedAt: clock.now() });
    const runningIn = (processId = uuidv7()) => new PostgresRunningExecutions({ dataSource, processId, clock });
    const noted = async () =>
      (await dataSource.query('SELECT execution_id FROM running_execution')).map((row: { execution_id: string }) => row.execution_id);
    const reap = () => reaperAt(new Date()).reap();

    it('is nothing while it is short', async () => {
      const running = runningIn();
      const [short, long] = [begun(), begun()];
      running.began(short);
      running.began(long);
      await running.flush();
      running.ended(short);
      clock.advance(notedAfterMs);
      running.began(begun());
      await running.flush();
      expect(await noted()).toEqual([long.executionId]);
      running.ended(long);
      await running.flush();
      expect(await noted()).toEqual([]);
    });

    it('is its end as unknown, when the process is gone', async () => {
      const [running, execution] = [runningIn(), begun()];
      running.began(execution);
      clock.advance(notedAfterMs);
      await running.flush();
      expect(await reap()).toMatchObject([{ execution, outcome: { type: 'UNKNOWN', code: 'execution.executor-lost' } }]);
      const filter = { connectorId: execution.connectorIds[0], outcome: 'UNKNOWN' as const };
      expect(await reader.search(execution.organizationId, filter, { limit: 10, before: undefined })).toMatchObject([execution]);
      expect([await noted(), await reap()]).toEqual([[], []]);
    });

    it('stays what it is while the process tells what it runs, and where its end is on record', async () => {
      const processId = uuidv7();
      const [running, execution, recorded] = [runningIn(processId), begun(), begun()];
      const records = new BatchedExecutionRecords({ dataSource, onDropped: () => undefined });
      for (const one of [execution, recorded]) running.began(one);
      clock.advance(notedAfterMs);
      await running.flush();
      records.keep(recorded, endedTurn(recorded));
      await records.storeAll();
      await dataSource.query(`INSERT INTO flow_running (process_id, at, executions) VALUES ($1, now() + interval '1 minute', '{}')`, [
        processId,
      ]);
      expect(await reap()).toEqual([]);
      await dataSource.query('DELETE FROM flow_running');
      expect(await reap()).toMatchObject([{ execution }]);
      expect(await reader.find(recorded.organizationId, recorded.executionId)).toMatchObject({ outcome: { type: 'COMPLETED' } });
    });

    it('is forgotten later, where the database was away', async () => {
      const [running, execution] = [runningIn(), begun()];
      running.began(execution);
      clock.advance(notedAfterMs);
      await running.flush();
      running.ended(execution);
      await dataSource.query('ALTER TABLE running_execution RENAME TO away');
      await expect(running.flush()).rejects.toThrow();
      await dataSource.query('ALTER TABLE away RENAME TO running_execution');
      await running.flush();
      expect(await noted()).toEqual([]);
    });
  });

  describe('a search', () => {
    const organizationId = uuidv7();
    const idOf = ({ executionId }: { executionId: string }) => executionId;
    let kept: ExecutionIdentity[];

    const search = (filter: ExecutionFilter, limit = 10, before?: string) =>
      reader.search(organizationId, filter, { limit, before }).then((found) => found.map(idOf));

    beforeEach(async () => {
      const records = new BatchedExecutionRecords({ dataSource, onDropped: () => undefined });
      kept = Array.from({ length: 5 }, (_, n) => givenExecution({ organizationId, interactionId: `i-${n}`, ani: `+${n % 2}` }));
      for (const [n, execution] of kept.entries())
        records.keep(execution, endedTurn(execution, n === 3 ? { type: 'FAILED', code: 'x', message: 'y' } : { type: 'COMPLETED' }));
      records.keep(givenExecution(), endedTurn(givenExecution()));
      await records.storeAll();
    });

    it('gives pages, newest first, of one organization', async () => {
      const newestFirst = kept.map(idOf).toReversed();
      expect(await search({}, 3)).toEqual(newestFirst.slice(0, 3));
      expect(await search({}, 3, newestFirst[2])).toEqual(newestFirst.slice(3));
    });

    it.each([
      ['flow', ({ flowId }: ExecutionIdentity) => ({ flowId })],
      ['interaction', ({ interactionId }: ExecutionIdentity) => ({ interactionId })],
      ['connector', ({ connectorIds }: ExecutionIdentity) => ({ connectorId: connectorIds[0] })],
    ])('finds those of a %s', async (_, filterOf) => {
      const [, second] = kept;
      expect(second && (await search(filterOf(second)))).toEqual([second?.executionId]);
    });

    it('finds those of a caller, with an outcome, in a state, of a time', async () => {
      const ids = kept.map(idOf);
      expect(await search({ ani: '+1' })).toEqual([ids[3], ids[1]]);
      expect(await search({ outcome: 'FAILED' })).toEqual([ids[3]]);
      expect(await search({ ani: '+0', outcome: 'FAILED' })).toEqual([]);
      expect(await search({ state: 'WAITING' })).toEqual([]);
      const now = Date.now();
      expect(await search({ from: new Date(now - 60_000), to: new Date(now + 60_000) })).toHaveLength(5);
      expect(await search({ from: new Date(now + 60_000) })).toEqual([]);
      expect(await search({ to: new Date(now - 60_000) })).toEqual([]);
    });
  });

  describe('the reaper', () => {
    it('closes what waited too long, and leaves what may still wait', async () => {
      const [overdue, patient] = [givenExecution(), givenExecution()];
      await storeOf(60, 0).insertWaiting(
        overdue,
        waitingTurn(overdue, { activityId: 'w', activityLabel: 'W', expects: [], timeoutSeconds: null }),
      );
      await storeOf(60, 60).insertWaiting(patient, waitingTurn(patient));
      const reaped = await reaperAt(new Date()).reap();
      expect(reaped).toEqual([{ execution: overdue, outcome: expect.objectContaining({ type: 'FAILED', code: 'execution.wait-limit' }) }]);
      expect(await reader.find(overdue.organizationId, overdue.executionId)).toMatchObject({ state: 'ENDED', wait: null });
      expect(await reader.find(patient.organizationId, patient.executionId)).toMatchObject({ state: 'WAITING' });
    });

    it('records as unknown what an executor was at that is gone, and tells whoever asks again', async () => {
      const execution = givenExecution();
      await storeOf(60, 60).insertWaiting(execution, waitingTurn(execution));
      const post = () =>
        storeOf(-1, 60).claimEvent(execution.organizationId, execution.executionId, { eventId: 'e-1', type: 'digits', fingerprint: 'f' });
      await post();
      expect(await reaperAt(new Date()).reap()).toMatchObject([
        { execution, outcome: { type: 'UNKNOWN', code: 'execution.executor-lost' } },
      ]);
      expect(await post()).toMatchObject({ answer: { state: 'ENDED', outcome: { type: 'UNKNOWN' }, commands: [] } });
    });

    it('is at it once over all replicas', async () => {
      const executions = Array.from({ length: 5 }, () => givenExecution());
      for (const execution of executions)
        await storeOf(60, 0).insertWaiting(
          execution,
          waitingTurn(execution, { activityId: 'w', activityLabel: 'W', expects: [], timeoutSeconds: 0 }),
        );
      const rounds = await Promise.all(Array.from({ length: 4 }, () => reaperAt(new Date()).reap()));
      expect(rounds.flat()).toHaveLength(5);
    });

    it('forgets executions after their time, and not those that wait', async () => {
      const [old, waiting] = [givenExecution(), givenExecution()];
      const records = new BatchedExecutionRecords({ dataSource, onDropped: () => undefined });
      records.keep(old, endedTurn(old));
      await records.storeAll();
      await storeOf(60, 60).insertWaiting(waiting, waitingTurn(waiting));
      await reaperAt(new Date(Date.now() + 7 * 86_400_000 - 60_000)).reap();
      expect(await reader.find(old.organizationId, old.executionId)).toBeDefined();
      await reaperAt(new Date(Date.now() + 7 * 86_400_000 + 60_000)).reap();
      expect(await reader.find(old.organizationId, old.executionId)).toBeUndefined();
      expect(await reader.find(waiting.organizationId, waiting.executionId)).toBeDefined();
      const left = await dataSource.query('SELECT execution_id FROM execution_turn UNION SELECT execution_id FROM execution_connector');
      expect(left).toEqual([{ execution_id: waiting.executionId }]);
    });

    it('forgets answers after a day', async () => {
      const execution = givenExecution();
      const store = storeOf(60, 60);
      const start = await store.claimStart(execution, 'call-1', 'f');
      if ('claim' in start) await store.save(start.claim, endedTurn(execution));
      await dataSource.query(`UPDATE execution_turn SET started_at = now() - interval '25 hours'`);
      await reaperAt(new Date()).reap();
      expect(
        await dataSource.query('SELECT start_key, fingerprint, answer FROM execution JOIN execution_turn USING (execution_id)'),
      ).toEqual([{ start_key: null, fingerprint: null, answer: null }]);
    });
  });

  it('counts what each flow does, over all replicas', async () => {
    const flowId = uuidv7();
    const clock = new FixedClock(new Date());
    const replicas = [1, 2].map(() => new PostgresFlowActivity({ dataSource, processId: uuidv7(), clock }));
    for (const replica of replicas) {
      for (const _ of [1, 2]) replica.started(flowId);
      replica.ended(flowId, 'ROUTED');
      replica.turnBegan(flowId);
      await replica.flush();
    }
    const waiting = givenExecution({ flowId });
    await storeOf(60, 60).insertWaiting(waiting, waitingTurn(waiting));
    const counts = { started: 4, ended: { ROUTED: 2 } };
    expect(await reader.activity(flowId, clock.now())).toEqual({ running: 2, waiting: 1, lastMinute: counts, lastHour: counts });
    clock.advance(5 * 60_000);
    replicas[0]?.turnEnded(flowId);
    await replicas[0]?.flush();
    expect(await reader.activity(flowId, clock.now())).toMatchObject({
      running: 1,
      lastMinute: { started: 0, ended: {} },
      lastHour: counts,
    });
  });

  it('counts again what a database that was away did not take', async () => {
    const flowId = uuidv7();
    const clock = new FixedClock(new Date());
    const replica = new PostgresFlowActivity({ dataSource, processId: uuidv7(), clock });
    replica.started(flowId);
    await dataSource.query('ALTER TABLE flow_activity RENAME TO flow_activity_away');
    await expect(replica.flush()).rejects.toThrow();
    await dataSource.query('ALTER TABLE flow_activity_away RENAME TO flow_activity');
    replica.started(flowId);
    await replica.flush();
    expect((await reader.activity(flowId, clock.now())).lastHour.started).toBe(2);
  });

  it('reports the calls that are kept once over all replicas, and says when there are none left', async () => {
    const execution = givenExecution();
    const store = storeOf(60, 60);
    const kept = new PostgresKeptExecutions(dataSource);
    const soon = () => dataSource.query(`UPDATE waiting_report SET at = now() - interval '1 second'`);
    await store.insertWaiting(execution, waitingTurn(execution));
    const report = await kept.takeReport();
    const { organizationId, flowId, versionNumber, connectorIds } = execution;
    expect(report?.byOrganization.get(organizationId)).toEqual([{ flowId, versionNumber, connectorIds, calls: 1 }]);
    await dataSource.query(`UPDATE waiting_report SET at = now() + interval '1 minute'`);
    expect(await kept.takeReport()).toBeUndefined();
    const claim = await store.claimEvent(organizationId, execution.executionId, { eventId: 'e', type: 'hang-up', fingerprint: 'f' });
    await soon();
    expect((await kept.takeReport())?.byOrganization.get(organizationId)).toHaveLength(1);
    if ('claim' in claim) await store.save(claim.claim, endedTurn(execution));
    await soon();
    const last = await kept.takeReport();
    expect([last?.byOrganization.get(organizationId), (last?.batch ?? 0) > (report?.batch ?? 0)]).toEqual([[], true]);
    await soon();
    expect((await kept.takeReport())?.byOrganization.size).toBe(0);
  });
});
