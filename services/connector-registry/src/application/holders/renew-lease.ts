import { Injectable } from '@nestjs/common';
import {
  composeGrant,
  epochAfter,
  evictAfterMs,
  type Grant,
  grantContent,
  HolderOutOfScope,
  isEvictable,
  maxStaleGraceMs,
  type Position,
  type Renew,
  type Renewal,
  renewLease,
  SequenceNeverSent,
} from '@patchbay/halt-protocol';
import type { Connector } from '../../domain/connector.ts';
import type { OrganizationId } from '../../domain/ids.ts';
import { Clock } from '../ports.ts';
import { type FoundLease, HeldState, type Holding, type LeaseDecision, LeasePolicy, Leases } from './ports.ts';

export interface RenewLeaseCommand {
  message: Renew;
  organizationId: OrganizationId | null;
  heldBy: string;
  clockRate: number | null;
  /** Changes are wanted from here on; undefined: from what is acknowledged. */
  since: Position | undefined;
}

/** Any organization may have its own holders, and none may take the places of others with them. */
const isOfSameShare = (one: { organizationId: string | null }, other: { organizationId: string | null }): boolean =>
  one.organizationId === other.organizationId;

@Injectable()
export class RenewLease {
  constructor(
    private readonly leases: Leases,
    private readonly state: HeldState,
    private readonly policy: LeasePolicy,
    private readonly clock: Clock,
  ) {}

  /**
   * R2: the lease is committed before the state is read that goes into the grant.
   * @throws TooManyHolders, HolderLeft, HolderOutOfScope, NonceReplayed, SequenceNeverSent, SnapshotTooLarge
   */
  async execute(command: RenewLeaseCommand): Promise<Grant<Connector>> {
    const { message, organizationId, since } = command;
    await this.leases.decide(message.instanceId, (found) => this.decide(command, found));
    const from = since === undefined ? message : { ...message, epoch: since.epoch, appliedSeq: since.seq };
    const { head, records } = await this.state.read(organizationId, { ...from, afterPages: since !== undefined });
    if (grantContent(from, head) === 'historyLost') throw new SequenceNeverSent(from.appliedSeq, head.seq);
    return composeGrant(from, { head, records }, this.policy.terms);
  }

  private decide({ message, organizationId, heldBy, clockRate }: RenewLeaseCommand, found: FoundLease): LeaseDecision {
    const { row, head, nowMs } = found;
    if (row !== undefined && row.heldBy !== heldBy) throw new HolderOutOfScope(message.instanceId);
    const beginEpoch = this.epochToBegin(message, organizationId, head);
    const renewal = { terms: this.policy.terms, nowMs, organizationId, ...this.roomFor(organizationId, found) };
    const renewed = renewLease(row, message, renewal);
    const hasAdvanced = row === undefined || renewed.epoch !== row.epoch || renewed.appliedSeq > row.appliedSeq;
    return {
      row: {
        ...renewed,
        organizationId,
        heldBy,
        appliedBy: hasAdvanced ? 'renewal' : row.appliedBy,
        renewedAt: this.clock.now(),
        clockRate,
      },
      beginEpoch,
      evicted: found.others.filter((other) => isEvictable(other, maxStaleGraceMs, nowMs)).map(({ instanceId }) => instanceId),
    };
  }

  /** The platform's own holders are believed when they know more than the registry; what others claim to know would stop everybody. */
  private epochToBegin(message: Renew, organizationId: OrganizationId | null, head: Position): number | undefined {
    if (grantContent(message, head) !== 'historyLost') return undefined;
    if (organizationId !== null) throw new SequenceNeverSent(message.appliedSeq, head.seq);
    return epochAfter(head, message);
  }

  private roomFor(organizationId: OrganizationId | null, { others, nowMs }: FoundLease): Pick<Renewal, 'otherHolders' | 'maxHolders'> {
    const { maxHolders, maxHoldersOfOrganization } = this.policy;
    const counted = (other: Holding) => isOfSameShare(other, { organizationId }) && nowMs <= other.expiresAtMs + evictAfterMs;
    return {
      otherHolders: others.filter(counted).length,
      maxHolders: organizationId === null ? maxHolders : maxHoldersOfOrganization,
    };
  }
}
