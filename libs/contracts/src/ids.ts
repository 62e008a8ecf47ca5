import { z } from 'zod';

export const OrganizationId = z.uuid().brand<'OrganizationId'>();
export type OrganizationId = z.infer<typeof OrganizationId>;

export const ConnectorId = z.uuid().brand<'ConnectorId'>();
export type ConnectorId = z.infer<typeof ConnectorId>;

export const FlowId = z.uuid().brand<'FlowId'>();
export type FlowId = z.infer<typeof FlowId>;

export const ExecutionId = z.uuid().brand<'ExecutionId'>();
export type ExecutionId = z.infer<typeof ExecutionId>;

export const ScheduleId = z.uuid().brand<'ScheduleId'>();
export type ScheduleId = z.infer<typeof ScheduleId>;

export const OperationId = z.uuid().brand<'OperationId'>();
export type OperationId = z.infer<typeof OperationId>;
