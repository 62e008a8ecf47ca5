import type { TestDatabase } from '@patchbay/testing';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { PostgresExecutionStore } from '../../src/adapters/postgres/executions/postgres-execution-store.ts';
import type { Claim, EventClaim, ExecutionIdentity } from '../../src/application/executions/ports.ts';
import { createFlowDatabase, openFlowDatabase } from '../support/flow-database.ts';
import { endedTurn, givenExecution, waitingTurn } from '../support/given-execution.ts';

const claimed = (claim: EventClaim): Claim => {
  if (!('claim' in claim)) throw new Error(`not claimed: ${JSON.stringify(claim)}`);
  return claim.claim;
};

describe('executions in Postgres', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let store: PostgresExecutionStore;
  /** Of a process whose claims are over at once. */
  let dying: PostgresExecutionStore;
  let execution: ExecutionIdentity;

  beforeAll(async () => {
    database = await createFlowDatabase();
    dataSource = await openFlowDatabase(database.url);
    const open = (claimSeconds: number) =>
      new PostgresExecutionStore({ dataSource, nextId: () => uuidv7(), claimSeconds, maxWaitSeconds: 60 });
    store = open(60);
    dying = open(0);
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });
  beforeEach(async () => {
    execution = givenExecution();
    await store.insertWaiting(execution, waitingTurn(execution));
  });

  const event = (eventId: string, fingerprint = 'f') => ({ eventId, type: 'digits', fingerprint });
  const post = (of: PostgresExecutionStore, eventId: string, fingerprint?: string) =>
    of.claimEvent(execution.organizationId, execution.executionId, event(eventId, fingerprint));

  describe('an event', () => {
    it('claims the execution with its state, for one of those who come together', async () => {
      const claims = await Promise.all(Array.from({ length: 8 }, () => post(store, 'e-1')));
      const [claim, ...others] = claims.toSorted((one) => ('claim' in one ? -1 : 1));
      expect(claim).toMatchObject({
        execution,
        mayHaveWritten: false,
        saved: { format: 1, variables: { a: 'b\u0000c' } },
        claim: { turn: 2 },
      });
      expect(others).toEqual(Array.from({ length: 7 }, () => ({ refused: 'in-progress' })));
    });

    it('that was answered gets its answer again, whatever came after it', async () => {
      const turn = waitingTurn(execution);
      await store.save(claimed(await post(store, 'e-1')), turn);
      await store.save(claimed(await post(store, 'e-2')), endedTurn(execution));
      expect(await post(store, 'e-1')).toEqual({ answer: turn.answer });
    });

    it('with the id of another one is refused', async () => {
      await store.save(claimed(await post(store, 'e-1')), waitingTurn(execution));
      expect(await post(store, 'e-1', 'other')).toEqual({ refused: 'other-request' });
    });

    it('for an execution that has ended is told how it ended', async () => {
      await store.save(claimed(await post(store, 'e-1')), endedTurn(execution, { type: 'ROUTED', queueId: 'q' }));
      expect(await post(store, 'e-2')).toEqual({ refused: 'ended', outcome: { type: 'ROUTED', queueId: 'q' } });
    });

    it('for an execution of another organization finds none', async () => {
      expect(await store.claimEvent(uuidv7(), execution.executionId, event('e-1'))).toEqual({ refused: 'not-found' });
    });

    it('that is given back may come again', async () => {
      await store.giveBack(claimed(await post(store, 'e-1')));
      expect(claimed(await post(store, 'e-1', 'corrected')).turn).toBe(2);
    });
  });

  describe('a claim that is over', () => {
    it('passes to the next who posts the event, and nothing of the one before is saved', async () => {
      const lost = claimed(await post(dying, 'e-1'));
      const taken = claimed(await post(store, 'e-1'));
      expect(await store.save(lost, endedTurn(execution))).toBe(false);
      expect(await store.renew([lost, taken])).toEqual(new Set([taken.claimId]));
      expect(await store.noteWriting(lost)).toBe(false);
      expect(await store.save(taken, waitingTurn(execution))).toBe(true);
    });

    it('passes to another event too: the one before had no effect', async () => {
      await post(dying, 'e-1');
      expect(claimed(await post(store, 'hang-up')).turn).toBe(2);
      expect(
        await dataSource.query('SELECT event_id FROM execution_turn WHERE execution_id = $1 AND number = 2', [execution.executionId]),
      ).toEqual([{ event_id: 'hang-up' }]);
    });

    it('says that something may have left', async () => {
      await dying.noteWriting(claimed(await post(dying, 'e-1')));
      expect(await post(store, 'e-1')).toMatchObject({ mayHaveWritten: true });
    });

    it('goes on where nobody has taken it', async () => {
      const slow = claimed(await post(dying, 'e-1'));
      expect(await store.renew([slow])).toEqual(new Set([slow.claimId]));
      expect(await post(store, 'e-1')).toEqual({ refused: 'in-progress' });
      expect(await dying.save(slow, endedTurn(execution))).toBe(true);
    });
  });

  describe('a start with a key', () => {
    const start = (of: PostgresExecutionStore, begun: ExecutionIdentity, fingerprint = 'f') => of.claimStart(begun, 'call-1', fingerprint);

    it('begins once, and is then answered the same', async () => {
      const [one, other] = [givenExecution(), givenExecution()].map((each) => ({ ...each, organizationId: execution.organizationId }));
      if (!one || !other) throw new Error('none');
      const first = await start(store, one);
      expect(first).toMatchObject({ execution: one, claim: { turn: 1 } });
      expect(await start(store, other)).toEqual({ refused: 'in-progress' });
      const turn = waitingTurn(one);
      if ('claim' in first) await store.save(first.claim, turn);
      expect([await start(store, other), await start(store, other, 'g')]).toEqual([{ answer: turn.answer }, { refused: 'other-request' }]);
    });

    it('whose process is gone begins again, as the same execution', async () => {
      const one = givenExecution();
      await start(dying, one);
      expect(await start(store, { ...givenExecution(), organizationId: one.organizationId })).toMatchObject({
        execution: one,
        claim: { turn: 1 },
      });
    });

    it('of another organization is another start', async () => {
      const one = givenExecution();
      await start(store, one);
      expect(await start(store, givenExecution())).toHaveProperty('claim');
    });
  });

  it('waits as long as it may, and longer where its activity does', async () => {
    const long = givenExecution();
    await store.insertWaiting(
      long,
      waitingTurn(long, { activityId: 'w', activityLabel: 'Wait', expects: ['timeout'], timeoutSeconds: 3_600 }),
    );
    const rows = await dataSource.query(
      'SELECT execution_id, round(extract(epoch FROM wait_until - now()) / 60)::int AS minutes FROM execution WHERE execution_id = ANY ($1)',
      [[execution.executionId, long.executionId]],
    );
    expect(rows).toEqual(
      expect.arrayContaining([
        { execution_id: execution.executionId, minutes: 1 },
        { execution_id: long.executionId, minutes: 60 },
      ]),
    );
  });
});
