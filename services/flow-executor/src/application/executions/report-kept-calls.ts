import { Injectable } from '@nestjs/common';

/** Calls of one flow version that are in progress. */
export interface CallsOfVersion {
  flowId: string;
  versionNumber: number;
  connectorIds: readonly string[];
  calls: number;
}

/** The calls in progress that the database knows of, whichever replica is at them. */
export interface KeptCalls {
  /** Rises with each report, over all replicas. */
  batch: number;
  at: Date;
  /** By organization; an empty list where the last report told of some. */
  byOrganization: ReadonlyMap<string, readonly CallsOfVersion[]>;
}

export abstract class KeptExecutions {
  /** Once a second over all replicas: undefined for the others, and for those that come early. */
  abstract takeReport(): Promise<KeptCalls | undefined>;
}

export abstract class KeptCallsReports {
  abstract publish(calls: KeptCalls): Promise<void>;
}

/**
 * A call that is kept in the database is counted there and by nobody else, from its first wait to its end: so it counts once,
 * whoever runs its next turn, and goes on counting when that process is gone.
 */
@Injectable()
export class ReportKeptCalls {
  constructor(
    private readonly executions: KeptExecutions,
    private readonly reports: KeptCallsReports,
  ) {}

  async run(): Promise<void> {
    const calls = await this.executions.takeReport();
    if (calls) await this.reports.publish(calls);
  }
}
