import type { Provider, Type } from '@nestjs/common';
import { AccessDecider, idempotencyProviders } from '@patchbay/service-kit';
import { DataSource } from 'typeorm';
import { AskedLockPermissions } from './adapters/access/asked-lock-permissions.ts';
import { BodyText } from './adapters/http/flows/body-text.ts';
import { HandedIn } from './adapters/http/flows/flow-content.ts';
import { FlowLocksController } from './adapters/http/flows/flow-locks.controller.ts';
import { FlowVersionsController } from './adapters/http/flows/flow-versions.controller.ts';
import { FlowsController } from './adapters/http/flows/flows.controller.ts';
import { Uploads } from './adapters/http/flows/uploads.ts';
import { PostgresIdempotentRequests } from './adapters/postgres/postgres-idempotent-requests.ts';
import { AttachFlows } from './application/cascade/attach-flows.ts';
import { DetachFlows } from './application/cascade/detach-flows.ts';
import { HaltFlows } from './application/cascade/halt-flows.ts';
import { SettleDetachments } from './application/cascade/settle-detachments.ts';
import { ChangeDraft } from './application/flows/change-draft.ts';
import { CopyFlow } from './application/flows/copy-flow.ts';
import { DeleteFlow } from './application/flows/delete-flow.ts';
import { ImportFlow } from './application/flows/import-flow.ts';
import { LockFlow } from './application/flows/lock-flow.ts';
import { MoveLabel } from './application/flows/move-label.ts';
import { PublishFlow } from './application/flows/publish-flow.ts';
import { ReadFlows } from './application/flows/read-flows.ts';
import { ReadVersions } from './application/flows/read-versions.ts';
import { ResumeFlow } from './application/flows/resume-flow.ts';
import { RollOut } from './application/flows/roll-out.ts';
import { ValidateFlow } from './application/flows/validate-flow.ts';
import { LockPermissions } from './application/ports.ts';

export const flowControllers: readonly Type[] = [FlowsController, FlowVersionsController, FlowLocksController];

const useCases = [
  ReadFlows,
  ReadVersions,
  ImportFlow,
  ChangeDraft,
  CopyFlow,
  LockFlow,
  DeleteFlow,
  ValidateFlow,
  RollOut,
  PublishFlow,
  MoveLabel,
  ResumeFlow,
  HaltFlows,
  DetachFlows,
  AttachFlows,
  SettleDetachments,
];

/** Flows: what is kept of them, and who may change it. */
export function flowsOf(): Provider[] {
  return [
    ...useCases,
    BodyText,
    Uploads,
    HandedIn,
    {
      provide: LockPermissions,
      inject: [AccessDecider],
      useFactory: (decider: AccessDecider) => new AskedLockPermissions(decider),
    },
    ...idempotencyProviders({
      inject: [DataSource],
      useFactory: (dataSource: DataSource) => new PostgresIdempotentRequests(dataSource),
    }),
  ];
}
