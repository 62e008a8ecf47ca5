declare const identifies: unique symbol;
type Id<Of extends string> = string & { readonly [identifies]: Of };

export type OrganizationId = Id<'organization'>;
export type ConnectorId = Id<'connector'>;
export type FlowId = Id<'flow'>;
export type ScheduleId = Id<'schedule'>;
export type OperationId = Id<'operation'>;

/** For adapters, which have checked the text before. */
export const organizationId = (text: string): OrganizationId => text as OrganizationId;
export const connectorId = (text: string): ConnectorId => text as ConnectorId;
export const flowId = (text: string): FlowId => text as FlowId;
export const scheduleId = (text: string): ScheduleId => text as ScheduleId;
export const operationId = (text: string): OperationId => text as OperationId;
