import { Injectable } from '@nestjs/common';
import { UnitOfWork } from '../ports.ts';

/** A deletion is final: nothing is given back any more. Repeatable. */
@Injectable()
export class SettleDetachments {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  run(operationId: string): Promise<void> {
    return this.unitOfWork.run(({ detachments }) => detachments.settle(operationId));
  }
}
