import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { EventBus } from '@patchbay/event-bus';
import { Clock, Metrics } from '@patchbay/service-kit';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ExecutionsRoute } from './adapters/http/executions/executions.route.ts';
import { droppedRecords } from './adapters/metrics/dropped-records.ts';
import { PublishedKeptCalls } from './adapters/outcomes/published-kept-calls.ts';
import { BatchedExecutionRecords } from './adapters/postgres/executions/batched-execution-records.ts';
import { PostgresExecutionReader } from './adapters/postgres/executions/postgres-execution-reader.ts';
import { PostgresExecutionReaper } from './adapters/postgres/executions/postgres-execution-reaper.ts';
import { PostgresExecutionStore } from './adapters/postgres/executions/postgres-execution-store.ts';
import { PostgresFlowActivity } from './adapters/postgres/executions/postgres-flow-activity.ts';
import { PostgresKeptExecutions } from './adapters/postgres/executions/postgres-kept-executions.ts';
import { PostgresRunningExecutions } from './adapters/postgres/executions/postgres-running-executions.ts';
import { Repeating } from './adapters/process/repeating.ts';
import { ContinueExecution } from './application/executions/continue-execution.ts';
import { DryRunFlow } from './application/executions/dry-run.ts';
import { ExecutionRunner } from './application/executions/execution-runner.ts';
import { ClaimTerm, HeldClaims } from './application/executions/held-claims.ts';
import { KeptTurns } from './application/executions/kept-turns.ts';
import * as ports from './application/executions/ports.ts';
import { ReadExecutions } from './application/executions/read-executions.ts';
import { ExecutionReaper, ReapExecutions } from './application/executions/reap-executions.ts';
import { KeptCallsReports, KeptExecutions, ReportKeptCalls } from './application/executions/report-kept-calls.ts';
import { StartExecution } from './application/executions/start-execution.ts';
import { ThisExecutor } from './application/executions/this-executor.ts';
import { TurnWriter } from './application/executions/turn-writer.ts';
import { VersionGraphs } from './application/executions/version-graphs.ts';
import type { Config } from './config.ts';

/** After the end of a claim, in claims: until then a retry of the platform goes on with what it covered. */
const abandonedAfterClaims = 6;

/** With the size of a batch: a thousand a second at most, so that a database that calls need is not busy with their records. */
const recordsEveryMs = 100;
/** With the time after which an execution is noted: a call that takes longer than both leaves a record when its process dies. */
const runningEveryMs = 500;

const useCases = [
  StartExecution,
  ContinueExecution,
  DryRunFlow,
  ReadExecutions,
  ReapExecutions,
  ReportKeptCalls,
  ExecutionRunner,
  VersionGraphs,
  TurnWriter,
  KeptTurns,
  HeldClaims,
];

/** What goes on beside the calls, in every replica. */
@Injectable()
class ExecutionDuties implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly duties: Repeating[];

  constructor(
    private readonly records: BatchedExecutionRecords,
    private readonly running: PostgresRunningExecutions,
    private readonly activity: PostgresFlowActivity,
    term: ClaimTerm,
    claims: HeldClaims,
    reap: ReapExecutions,
    report: ReportKeptCalls,
  ) {
    const logger = new Logger('executions');
    const every = (ms: number, work: () => Promise<void>) => new Repeating(ms, work, (error) => logger.warn(error));
    this.duties = [
      every(recordsEveryMs, () => records.storeBatch()),
      every(runningEveryMs, () => running.flush()),
      every(1_000, () => activity.flush()),
      every(term.ms / 4, () => claims.renew()),
      every(1_000, () => report.run()),
      every(2_000, () => reap.run()),
    ];
  }

  onApplicationBootstrap(): void {
    for (const duty of this.duties) duty.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.duties.map((duty) => duty.stop()));
    await Promise.allSettled([this.records.storeAll(), this.running.flush(), this.activity.flush()]);
  }
}

/** Everything about executions but the routes of Nest. */
export function executionsOf(config: Config): Provider[] {
  const { INSTANCE_ID, EXECUTION_CLAIM_SECONDS } = config;
  return [
    ...useCases,
    ExecutionsRoute,
    ExecutionDuties,
    // Not INSTANCE_ID alone: what a process that was killed has said or claimed is not its successor's.
    { provide: ThisExecutor, useValue: new ThisExecutor(INSTANCE_ID, uuidv7()) },
    { provide: ClaimTerm, useValue: new ClaimTerm(EXECUTION_CLAIM_SECONDS * 1_000) },
    ...storageOf(config),
    {
      provide: KeptCallsReports,
      inject: [EventBus],
      useFactory: (bus: EventBus) => new PublishedKeptCalls({ publish: (events) => bus.publish(events), nextId: () => uuidv7() }),
    },
  ];
}

function storageOf({ INSTANCE_ID, EXECUTION_CLAIM_SECONDS, EXECUTION_MAX_WAIT_SECONDS, EXECUTION_RETENTION_DAYS }: Config): Provider[] {
  const inject = [DataSource];
  return [
    {
      provide: ports.ExecutionStore,
      inject,
      useFactory: (dataSource: DataSource) =>
        new PostgresExecutionStore({
          dataSource,
          nextId: () => uuidv7(),
          claimSeconds: EXECUTION_CLAIM_SECONDS,
          maxWaitSeconds: EXECUTION_MAX_WAIT_SECONDS,
        }),
    },
    {
      provide: BatchedExecutionRecords,
      inject: [DataSource, Metrics],
      useFactory: (dataSource: DataSource, { registry }: Metrics) =>
        new BatchedExecutionRecords({ dataSource, onDropped: droppedRecords(registry) }),
    },
    { provide: ports.ExecutionRecords, useExisting: BatchedExecutionRecords },
    {
      provide: PostgresFlowActivity,
      inject: [DataSource, ThisExecutor, Clock],
      useFactory: (dataSource: DataSource, { processId }: ThisExecutor, clock: Clock) =>
        new PostgresFlowActivity({ dataSource, processId, clock }),
    },
    {
      provide: PostgresRunningExecutions,
      inject: [DataSource, ThisExecutor, Clock],
      useFactory: (dataSource: DataSource, { processId }: ThisExecutor, clock: Clock) =>
        new PostgresRunningExecutions({ dataSource, processId, clock }),
    },
    { provide: ports.RunningExecutions, useExisting: PostgresRunningExecutions },
    { provide: ports.FlowActivity, useExisting: PostgresFlowActivity },
    { provide: ports.ExecutionReader, inject, useFactory: (dataSource: DataSource) => new PostgresExecutionReader(dataSource) },
    { provide: KeptExecutions, inject, useFactory: (dataSource: DataSource) => new PostgresKeptExecutions(dataSource) },
    {
      provide: ExecutionReaper,
      inject: [DataSource, Clock],
      useFactory: (dataSource: DataSource, clock: Clock) =>
        new PostgresExecutionReaper({
          dataSource,
          clock,
          abandonAfterSeconds: abandonedAfterClaims * EXECUTION_CLAIM_SECONDS,
          instanceId: INSTANCE_ID,
          retentionDays: EXECUTION_RETENTION_DAYS,
        }),
    },
  ];
}
