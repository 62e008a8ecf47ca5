import { OrganizationId, type OutgoingEvent } from '@patchbay/contracts';
import { Outbox, type OutgoingDraft, outboxMigrations } from '@patchbay/outbox';
import { createDataSource } from '@patchbay/postgres';
import { createDatabase } from '@patchbay/testing';

export const organizationId = OrganizationId.parse('019a3b5c-0000-7000-8000-00000000000a');
export const noon = new Date('2026-01-02T12:00:00.000Z');

export function thingHappened(key: string, draft: Partial<OutgoingDraft> = {}): OutgoingDraft {
  return { topic: 'things', key, type: 'patchbay.ThingHappened', subject: key, organizationId, data: { key }, ...draft };
}

export function outboxOf(source: string, carriesRegistryPosition = false): Outbox {
  return new Outbox({ source, clock: { now: () => noon }, carriesRegistryPosition });
}

/** A migrated database of its own, and the way to leave it. */
export async function openOutboxDatabase(poolSize = 10) {
  const database = await createDatabase();
  const dataSource = await createDataSource({ url: database.url, applicationName: 'outbox-test', migrations: outboxMigrations, poolSize });
  const close = async () => {
    await dataSource.destroy();
    await database.drop();
  };
  return { url: database.url, dataSource, close };
}

export const keysOf = (events: readonly OutgoingEvent[]): string[] => events.map(({ key }) => key);
