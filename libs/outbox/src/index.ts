export { InMemoryOutbox } from './in-memory-outbox.ts';
export { Inbox } from './inbox.ts';
export { Outbox, type OutboxOptions } from './outbox.ts';
export { type HistoryCursor, type HistoryEntry, type HistoryQuery, OutboxHistory } from './outbox-history.ts';
export { outboxHistoryMigrations, outboxMigrations } from './outbox-migrations.ts';
export { OutboxRelay, type OutboxRelayOptions } from './outbox-relay.ts';
export type { OutboxPosition, OutgoingDraft } from './outgoing-draft.ts';
export type { RelayHealth } from './relay-health.ts';
