import { OrganizationId } from '@patchbay/contracts';
import { OutboxHistory, outboxHistoryMigrations, outboxMigrations } from '@patchbay/outbox';
import { createDataSource, transaction } from '@patchbay/postgres';
import { createDatabase, type TestDatabase } from '@patchbay/testing';
import type { DataSource } from 'typeorm';
import { organizationId, outboxOf, thingHappened } from './things.ts';

const another = OrganizationId.parse('019a3b5c-0000-7000-8000-00000000000b');

describe('OutboxHistory', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let history: OutboxHistory;

  beforeEach(async () => {
    database = await createDatabase();
    const migrations = [...outboxMigrations, ...outboxHistoryMigrations];
    dataSource = await createDataSource({ url: database.url, applicationName: 'history-test', migrations });
    history = new OutboxHistory(dataSource);
  });

  afterEach(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const append = (...drafts: Parameters<typeof thingHappened>[]) =>
    transaction(dataSource, (manager) =>
      outboxOf('registry', true).append(
        manager,
        drafts.map(([key, over]) => thingHappened(key, over)),
      ),
    );
  const read = async (over: Partial<Parameters<OutboxHistory['read']>[0]> = {}) => {
    const entries = await history.read({ organizationId, topic: 'things', after: { seq: 0, ordinal: 0 }, limit: 100, ...over });
    return entries.map(({ seq, ordinal, event }) => `${seq}.${ordinal} ${event.key}`);
  };

  it('reads the events of an organization and topic after a position, in the order of the commits, page by page', async () => {
    await append(['a'], ['b']);
    await append(['a', { organizationId: another }], ['c', { topic: 'others' }]);
    await append(['a']);
    expect(await read()).toEqual(['1.1 a', '1.2 b', '3.1 a']);
    expect(await read({ limit: 1 })).toEqual(['1.1 a']);
    expect(await read({ after: { seq: 1, ordinal: 1 } })).toEqual(['1.2 b', '3.1 a']);
    expect(await read({ keys: ['a'] })).toEqual(['1.1 a', '3.1 a']);
    expect(await read({ organizationId: another })).toEqual(['2.1 a']);
  });

  it('tells whose events the next steps have', async () => {
    await append(['a'], ['b']);
    await append(['a', { organizationId: another }]);
    expect(await history.readOrganizations(0, 10)).toEqual([
      { seq: 1, organizationId },
      { seq: 2, organizationId: another },
    ]);
    expect(await history.readOrganizations(0, 1)).toEqual([{ seq: 1, organizationId }]);
  });

  it('tells up to which step everything is published', async () => {
    await append(['a'], ['b']);
    await append(['c']);
    expect(await history.isPublishedTo(1)).toBe(false);
    await dataSource.query('UPDATE outbox_relay SET seq = 1, ordinal = 1');
    expect(await history.isPublishedTo(1)).toBe(false);
    await dataSource.query('UPDATE outbox_relay SET seq = 1, ordinal = 2');
    expect(await history.isPublishedTo(1)).toBe(true);
    expect(await history.isPublishedTo(2)).toBe(false);
  });

  describe('reaches back', () => {
    it('to every step that it still has, and to the last one, also when that is gone', async () => {
      await append(['a']);
      await append(['b']);
      expect(await history.position()).toEqual({ seq: 2, epoch: 1 });
      expect(await history.reachesBackTo({ seq: 1, epoch: 1 })).toBe(true);
      await dataSource.query('DELETE FROM outbox');
      expect(await history.reachesBackTo({ seq: 1, epoch: 1 })).toBe(false);
      expect(await history.reachesBackTo({ seq: 2, epoch: 1 })).toBe(true);
    });

    it('to no step that has never been', async () => {
      expect(await history.reachesBackTo({ seq: 3, epoch: 1 })).toBe(false);
      expect(await history.reachesBackTo({ seq: 0, epoch: 1 })).toBe(true);
    });

    it('to no step of a history that a restore has undone', async () => {
      await append(['a']);
      await dataSource.query('UPDATE outbox_clock SET epoch = 2');
      await append(['b']);
      expect(await history.reachesBackTo({ seq: 2, epoch: 1 })).toBe(false);
      expect(await history.reachesBackTo({ seq: 1, epoch: 1 })).toBe(true);
    });
  });
});
