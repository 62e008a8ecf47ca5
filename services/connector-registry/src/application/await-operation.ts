import { Injectable } from '@nestjs/common';
import type { OperationId, OrganizationId } from '../domain/ids.ts';
import { currentStep, hasEnded, type Operation } from '../domain/operation.ts';
import { FollowHalts, type LiveHalt } from './halts/follow-halts.ts';
import { Clock, OperationChanges, type OperationView, RegistryReader } from './ports.ts';

interface AwaitedOperation {
  view: OperationView;
  /** Of a halt that is not decided. */
  live: LiveHalt | undefined;
}

/** Nothing that anybody waits for is to come. */
const isSettled = (operation: Operation): boolean => hasEnded(operation) || (operation.kind === 'halt' && operation.receipt !== null);

@Injectable()
export class AwaitOperation {
  constructor(
    private readonly reader: RegistryReader,
    private readonly changes: OperationChanges,
    private readonly halts: FollowHalts,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the operation when it has ended, a halt when it is proven, or as it is after `waitMs`
   * @throws OperationNotFound
   */
  async execute(organizationId: OrganizationId, operationId: OperationId, waitMs: number): Promise<AwaitedOperation> {
    const deadline = this.clock.monotonicMs() + waitMs;
    const watch = this.changes.watch(operationId);
    try {
      for (;;) {
        const read = await this.read(organizationId, operationId);
        const remainingMs = deadline - this.clock.monotonicMs();
        if (isSettled(read.view.operation) || remainingMs <= 0 || !(await watch.next(remainingMs))) return read;
      }
    } finally {
      watch.end();
    }
  }

  /** A halt that this process has not looked at yet is looked at, so that it can say for whom it waits. */
  private async read(organizationId: OrganizationId, operationId: OperationId): Promise<AwaitedOperation> {
    const view = await this.reader.getOperation(organizationId, operationId);
    const live = this.halts.find(operationId);
    if (currentStep(view.operation) !== 'halt' || live !== undefined) return { view, live };
    await this.halts.look();
    return { view: await this.reader.getOperation(organizationId, operationId), live: this.halts.find(operationId) };
  }
}
