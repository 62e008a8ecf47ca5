import { outboxHistoryMigrations } from '@patchbay/outbox';
import { CreateRegistry1764000000000 } from './migrations/create-registry.ts';
import { CreateSchedules1764008000000 } from './migrations/create-schedules.ts';
import { DescribeConnectors1764001000000 } from './migrations/describe-connectors.ts';
import { GeneralizeOperations1764007000000 } from './migrations/generalize-operations.ts';
import { HoldLeases1765008000000 } from './migrations/hold-leases.ts';
import { KeepHistory1764003500000 } from './migrations/keep-history.ts';
import { KeepMirrorReports1765002001000 } from './migrations/keep-mirror-reports.ts';
import { KeepSchedulesInHistory1765002000000 } from './migrations/keep-schedules-in-history.ts';
import { KeepStateTopic1764005000000 } from './migrations/keep-state-topic.ts';
import { ListQuickly1765001000000 } from './migrations/list-quickly.ts';
import { ObserveImpact1764004000000 } from './migrations/observe-impact.ts';
import { ProveHalts1765008001000 } from './migrations/prove-halts.ts';
import { RememberAnswers1764001500000 } from './migrations/remember-answers.ts';
import { RememberStatus1765001001000 } from './migrations/remember-status.ts';
import { SeparateTenants1764003000000 } from './migrations/separate-tenants.ts';

/** After those of the outbox, in the order of their numbers. */
export const registryMigrations = [
  ...outboxHistoryMigrations,
  CreateRegistry1764000000000,
  DescribeConnectors1764001000000,
  RememberAnswers1764001500000,
  SeparateTenants1764003000000,
  KeepHistory1764003500000,
  ObserveImpact1764004000000,
  KeepStateTopic1764005000000,
  GeneralizeOperations1764007000000,
  CreateSchedules1764008000000,
  ListQuickly1765001000000,
  RememberStatus1765001001000,
  KeepSchedulesInHistory1765002000000,
  KeepMirrorReports1765002001000,
  HoldLeases1765008000000,
  ProveHalts1765008001000,
];
