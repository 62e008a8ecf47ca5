import type { HistoryEntry, HistoryVerification, RecordedVersion } from '@patchbay/contracts';
import type { z } from 'zod';
import type * as ports from '../../../application/history/ports.ts';
import type * as domain from '../../../domain/history/history-entry.ts';

type Recorded = z.input<typeof HistoryEntry>['before'];

export function historyEntryOf({ at, actor, before, after, ...entry }: domain.HistoryEntry): z.input<typeof HistoryEntry> {
  return {
    ...entry,
    at: at.toISOString(),
    actor: { ...actor, roles: [...actor.roles] },
    before: before as Recorded,
    after: after as Recorded,
  };
}

export function verificationOf({ entries, head, broken }: ports.HistoryVerification): z.input<typeof HistoryVerification> {
  return { entries, head, broken: broken ?? null };
}

export function recordedVersionOf({ committedAt, haltedAt, ...version }: ports.RecordedVersion): z.input<typeof RecordedVersion> {
  return { ...version, committedAt: committedAt.toISOString(), haltedAt: haltedAt?.toISOString() ?? null };
}
