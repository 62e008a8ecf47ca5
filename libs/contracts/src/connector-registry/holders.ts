import { z } from 'zod';
import { ConnectorId, OrganizationId } from '../ids.ts';
import { OwnedStateRecord } from './events.ts';
import { Counter, HolderKind } from './halts.ts';

/** Random for each start of a process, never the name of a pod: what a former process has acknowledged must not count for this one. */
export const HolderInstanceId = z.uuid();

/** Where the registry's history stands: gap-free, in commit order; the epoch rises when history may have been lost. */
const Position = z.strictObject({ epoch: Counter, seq: Counter });

/** What a holder is told of a connector, in grants, in pushes and by the state topic. */
export const HeldConnector = OwnedStateRecord;
export type HeldConnector = z.infer<typeof HeldConnector>;

/** RENEW. The first one of an instance joins. What a later version says beside this is ignored: a rollout must not cost a holder its lease. */
export const RenewLeaseRequest = z.object({
  kind: HolderKind,
  /** A holder of one organization hears of its connectors only and is waited for in its halts only. null: of all, for the platform's own services. */
  organizationId: OrganizationId.nullable(),
  /** 0 before the first grant. */
  epoch: Counter,
  /** Everything up to here is applied, and what it closed has stopped: counts as an acknowledgement. */
  appliedSeq: Counter,
  /** Rises with each RENEW of the instance. */
  nonce: Counter,
  /** How fast the holder's monotonic clock ran against its wall clock since it started: 1 when both agree. */
  clockRate: z.number().positive().max(1_000).optional(),
  /** Changes are wanted from here on; acknowledges nothing. For a holder that has read `GET /v1/connector-snapshot` and applies it together with the grant. */
  since: Position.optional(),
});
export type RenewLeaseRequest = z.infer<typeof RenewLeaseRequest>;

const GrantTerms = z.object({
  /** Of the RENEW that it answers. */
  nonce: Counter,
  epoch: Counter,
  upToSeq: Counter,
  /** The lease ends so long after the RENEW was sent. */
  leaseMs: z.number().int().positive(),
});

/** GRANT: the connectors changed since, each as it is now; or all that are not deleted. To be applied before the lease counts. */
export const LeaseGrant = z.union([
  GrantTerms.extend({ changes: z.array(HeldConnector) }),
  GrantTerms.extend({ snapshot: z.array(HeldConnector) }),
]);
export type LeaseGrant = z.infer<typeof LeaseGrant>;

/** PUSH, the data of a `push` of the stream. `record` is null where the change is none of this holder's business: only its number is told. */
export const HolderPush = z.object({ epoch: Counter, seq: Counter, record: HeldConnector.nullable() });
export type HolderPush = z.infer<typeof HolderPush>;

export const HolderStreamQuery = z.strictObject({
  /** The position that the holder has: changes after it are pushed at once. Without it, those from now on; what came between comes with the next grant. */
  afterSeq: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
});

/** ACK: everything up to `appliedSeq` is applied, and what it closed has stopped. */
export const AcknowledgeLeaseRequest = z.object({
  epoch: Counter,
  appliedSeq: Counter,
  /** What was stopped since the last ACK; of a drain again when its last call has ended. */
  closures: z
    .array(
      z.object({
        connectorId: ConnectorId,
        /** Everything under a version below this one is stopped. */
        belowVersion: Counter,
        /** By the holder's wall clock: for people, nothing is decided by it. */
        gateClosedAtMs: z.number().int().min(0).max(253_402_300_799_999),
        aborted: Counter,
        draining: Counter,
      }),
    )
    .max(10_000),
});
export type AcknowledgeLeaseRequest = z.infer<typeof AcknowledgeLeaseRequest>;

const Holder = z.object({
  instanceId: HolderInstanceId,
  kind: HolderKind,
  organizationId: OrganizationId.nullable(),
  /** Who joined: the subject of its tokens. */
  heldBy: z.string(),
  lastRenewedAt: z.iso.datetime(),
  /** The end of the lease and its guard, by the database's clock. */
  expiresAt: z.iso.datetime(),
  expired: z.boolean(),
  /** It said that it has stopped for good. */
  left: z.boolean(),
  epoch: Counter,
  appliedSeq: Counter,
  /** Changes that it has not applied yet; null while it is of another epoch. */
  lag: Counter.nullable(),
  clockRate: z.number().nullable(),
});

/** Every holder that there is, and those of the last minutes. At most as many as `MAX_HOLDERS` and those that ended lately. */
export const HolderList = z.object({ items: z.array(Holder), epoch: Counter, seq: Counter });
export type HolderList = z.infer<typeof HolderList>;
