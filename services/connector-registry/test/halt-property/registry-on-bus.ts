import { LeaseGrant, type RenewLeaseRequest } from '@patchbay/contracts';
import { type Ack, grantContent, type LeaseTerms, leaseProfiles, type Position } from '@patchbay/halt-protocol';
import type { ScheduledBus } from '@patchbay/testing';
import { grantOf } from '../../src/adapters/http/holders/representations.ts';
import { ActivateConnector } from '../../src/application/activate-connector.ts';
import { AdvanceOperations } from '../../src/application/advance-operations.ts';
import { ChangeConnector } from '../../src/application/change-connector.ts';
import { DeactivateConnector } from '../../src/application/deactivate-connector.ts';
import { DeleteConnector } from '../../src/application/delete-connector.ts';
import { FollowHalts } from '../../src/application/halts/follow-halts.ts';
import { HaltObserver, type OpenHalt } from '../../src/application/halts/ports.ts';
import {
  type FoundLease,
  type HeldRecords,
  HeldState,
  type Holding,
  type LeaseDecision,
  type LeasePolicy,
  Leases,
} from '../../src/application/holders/ports.ts';
import { RenewLease } from '../../src/application/holders/renew-lease.ts';
import { SpeakForLease } from '../../src/application/holders/speak-for-lease.ts';
import { TokenRevoker } from '../../src/application/ports.ts';
import type { HaltReceipt } from '../../src/domain/halt-receipt.ts';
import { given, organization, someConnector } from '../given.ts';
import { openUseCases } from '../use-cases.ts';

type UseCases = ReturnType<typeof openUseCases>;

const policy: LeasePolicy = { terms: leaseProfiles.default, maxHolders: 100, maxHoldersOfOrganization: 100 };

/** Each access to a row is a step of its own, between which anything may happen. */
class LeasesOnBus extends Leases {
  constructor(
    private readonly parts: UseCases,
    private readonly bus: ScheduledBus,
  ) {
    super();
  }

  override async decide(instanceId: string, decide: (found: FoundLease) => LeaseDecision): Promise<Holding> {
    await this.bus.step('lock the lease row');
    const { ledger } = this.parts;
    const others = ledger.leases.filter((lease) => lease.instanceId !== instanceId);
    const row = ledger.leases.find((lease) => lease.instanceId === instanceId);
    const decision = decide({ row, head: await headOf(this.parts), nowMs: this.parts.clock.now().getTime(), others: row ? [] : others });
    ledger.leases = [...others.filter((lease) => !decision.evicted?.includes(lease.instanceId)), decision.row];
    return decision.row;
  }

  override async find(instanceId: string): Promise<Holding | undefined> {
    return this.parts.ledger.leases.find((lease) => lease.instanceId === instanceId);
  }

  override async list(): Promise<{ holders: Holding[]; head: Position; nowMs: number }> {
    return { holders: this.parts.ledger.leases, head: await headOf(this.parts), nowMs: this.parts.clock.now().getTime() };
  }
}

class StateOnBus extends HeldState {
  constructor(
    private readonly parts: UseCases,
    private readonly bus: ScheduledBus,
  ) {
    super();
  }

  override async read(_organizationId: unknown, from: { epoch: number; appliedSeq: number }): Promise<HeldRecords> {
    await this.bus.step('read the state');
    const head = await headOf(this.parts);
    const connector = await this.parts.stored();
    const isWanted = grantContent(from, head) === 'changes' ? connector.version > from.appliedSeq : connector.state !== 'DELETED';
    return { head, records: isWanted ? [connector] : [] };
  }
}

/** There is one connector, so the number of a change is the version that it makes. */
const headOf = async (parts: UseCases): Promise<Position> => ({ epoch: 1, seq: (await parts.stored()).version });

/** Notes below which version nothing may start any more. */
class ReportedHalts extends HaltObserver {
  haltedBelow = 0;
  readonly states = new Set<string>();

  override decided({ version }: OpenHalt, { state }: HaltReceipt): void {
    this.states.add(state);
    if (state === 'HALTED') this.haltedBelow = Math.max(this.haltedBelow, version);
  }
}

const revoker = new (class extends TokenRevoker {
  override async revoke(): Promise<void> {}
})();

/** The use cases of the registry as they are, over stores in memory. */
export class RegistryOnBus {
  readonly terms: LeaseTerms = policy.terms;
  readonly reported = new ReportedHalts();
  private readonly renewLease: RenewLease;
  private readonly speak: SpeakForLease;
  private readonly follow: FollowHalts;
  private readonly use: {
    activate: ActivateConnector;
    deactivate: DeactivateConnector;
    remove: DeleteConnector;
    advance: AdvanceOperations;
  };

  private constructor(
    readonly parts: UseCases,
    bus: ScheduledBus,
  ) {
    const { unitOfWork, identifiers, clock, fingerprint, ledger, events, registry } = parts;
    const leases = new LeasesOnBus(parts, bus);
    this.renewLease = new RenewLease(leases, new StateOnBus(parts, bus), policy, clock);
    this.speak = new SpeakForLease(leases);
    this.follow = new FollowHalts(ledger, unitOfWork, policy, this.reported, clock);
    this.use = {
      activate: new ActivateConnector(new ChangeConnector(unitOfWork, clock)),
      deactivate: new DeactivateConnector(unitOfWork, identifiers, clock),
      remove: new DeleteConnector(unitOfWork, identifiers, fingerprint, clock),
      advance: new AdvanceOperations(registry.queue, unitOfWork, events, revoker, clock),
    };
  }

  static async open(bus: ScheduledBus): Promise<RegistryOnBus> {
    const parts = openUseCases();
    await parts.insert(given());
    return new RegistryOnBus(parts, bus);
  }

  async renew(instanceId: string, heldBy: string, { organizationId: _, clockRate, ...told }: RenewLeaseRequest): Promise<LeaseGrant> {
    const message = { ...told, type: 'RENEW', instanceId } as const;
    const command = { message, organizationId: null, heldBy, clockRate: clockRate ?? null, since: undefined };
    return LeaseGrant.parse(grantOf(await this.renewLease.execute(command)));
  }

  acknowledge(ack: Omit<Ack, 'type'>, heldBy: string): Promise<void> {
    return this.speak.acknowledge({ ...ack, type: 'ACK' }, heldBy);
  }

  leave(instanceId: string, heldBy: string): Promise<void> {
    return this.speak.leave({ type: 'LEAVE', instanceId }, heldBy);
  }

  async change(to: 'ACTIVE' | 'INACTIVE' | 'DELETING'): Promise<void> {
    const { registry, fingerprint } = this.parts;
    const command = { organizationId: organization, connectorId: someConnector, expectedVersion: undefined, actor: 'bob' };
    if (to === 'ACTIVE') await this.use.activate.execute(command);
    else if (to === 'INACTIVE') await this.use.deactivate.execute({ ...command, mode: 'abort', reason: 'leaked' });
    else {
      const previewed = fingerprint.of(await registry.reader.getImpact(organization, someConnector));
      await this.use.remove.execute({ ...command, previewed });
    }
  }

  /** Reports what is proven, and takes the steps of operations that are due. */
  async goOn(): Promise<void> {
    await this.follow.look();
    while (await this.use.advance.takeDueStep());
  }
}
