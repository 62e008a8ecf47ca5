import { Injectable } from '@nestjs/common';
import {
  type Ack,
  acknowledgeLease,
  HolderLeft,
  HolderOutOfScope,
  HolderUnknown,
  type Leave,
  leaveLease,
  type Position,
} from '@patchbay/halt-protocol';
import { type FoundLease, type Holding, Leases } from './ports.ts';

/** What a holder says, and asks, of the lease that it has: nobody else may, and it was let in when it renewed. */
@Injectable()
export class SpeakForLease {
  constructor(private readonly leases: Leases) {}

  /** @throws HolderUnknown, HolderLeft, HolderOutOfScope, EpochPast, SequenceNeverSent */
  async acknowledge(message: Ack, heldBy: string): Promise<void> {
    await this.leases.decide(message.instanceId, (found) => {
      const row = ownRow(found, message.instanceId, heldBy);
      const acknowledged = acknowledgeLease(row, message, found.head);
      const hasAdvanced = acknowledged.epoch !== row.epoch || acknowledged.appliedSeq > row.appliedSeq;
      return {
        row: { ...row, ...acknowledged, organizationId: row.organizationId, appliedBy: hasAdvanced ? 'acknowledgement' : row.appliedBy },
        closures: message.closures,
      };
    });
  }

  /** @throws HolderUnknown, HolderOutOfScope */
  async leave(message: Leave, heldBy: string): Promise<void> {
    await this.leases.decide(message.instanceId, (found) => {
      const row = ownRow(found, message.instanceId, heldBy);
      return { row: { ...row, ...leaveLease(row, message), organizationId: row.organizationId } };
    });
  }

  /** @throws HolderUnknown, HolderLeft, HolderOutOfScope */
  async find(instanceId: string, heldBy: string): Promise<Holding> {
    const row = requireOwn(await this.leases.find(instanceId), instanceId, heldBy);
    if (row.left) throw new HolderLeft(instanceId);
    return row;
  }

  list(): Promise<{ holders: Holding[]; head: Position; nowMs: number }> {
    return this.leases.list();
  }
}

const ownRow = ({ row }: FoundLease, instanceId: string, heldBy: string): Holding => requireOwn(row, instanceId, heldBy);

function requireOwn(row: Holding | undefined, instanceId: string, heldBy: string): Holding {
  if (row === undefined) throw new HolderUnknown(instanceId);
  if (row.heldBy !== heldBy) throw new HolderOutOfScope(instanceId);
  return row;
}
