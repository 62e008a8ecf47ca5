import { Injectable } from '@nestjs/common';
import type { OperationId, OrganizationId } from '../domain/ids.ts';
import { hasEnded } from '../domain/operation.ts';
import { Clock, OperationChanges, type OperationView, RegistryReader } from './ports.ts';

@Injectable()
export class AwaitOperation {
  constructor(
    private readonly reader: RegistryReader,
    private readonly changes: OperationChanges,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns the operation when it has ended, or as it is after `waitMs`
   * @throws OperationNotFound
   */
  async execute(organizationId: OrganizationId, operationId: OperationId, waitMs: number): Promise<OperationView> {
    const deadline = this.clock.monotonicMs() + waitMs;
    const watch = this.changes.watch(operationId);
    try {
      for (;;) {
        const view = await this.reader.getOperation(organizationId, operationId);
        const remainingMs = deadline - this.clock.monotonicMs();
        if (hasEnded(view.operation) || remainingMs <= 0 || !(await watch.next(remainingMs))) return view;
      }
    } finally {
      watch.end();
    }
  }
}
