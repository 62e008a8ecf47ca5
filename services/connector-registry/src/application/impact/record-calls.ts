import { Injectable } from '@nestjs/common';
import type { OrganizationId } from '../../domain/ids.ts';
import type { CallReport } from '../../domain/impact/calls.ts';
import { CallStatistics } from './ports.ts';

/** One report after the other: what has piled up while this service was away must not take the database from those who deactivate. */
@Injectable()
export class RecordCalls {
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly statistics: CallStatistics) {}

  execute(organizationId: OrganizationId, report: CallReport): Promise<void> {
    const recorded = this.last.then(() => this.statistics.record(organizationId, report));
    this.last = recorded.catch(() => undefined);
    return recorded;
  }
}
