import { Param } from '@nestjs/common';
import { ApiHeader, type ApiResponseOptions } from '@nestjs/swagger';
import { ConnectorId, FlowId, HolderInstanceId, OperationId, OrganizationId } from '@patchbay/contracts';
import { IdParam, parseIfMatch } from '@patchbay/service-kit';

/** Ids in the path; what is no id is the id of nothing. */
export const OrganizationParam = () => Param('organizationId', IdParam(OrganizationId));
export const ConnectorParam = () => Param('connectorId', IdParam(ConnectorId));
export const FlowParam = () => Param('flowId', IdParam(FlowId));
export const InstanceParam = () => Param('instanceId', IdParam(HolderInstanceId));
export const OperationParam = () => Param('operationId', IdParam(OperationId));

/** For changes that may be made without having seen the connector, such as pulling the plug. */
export function versionIfSaid(ifMatch: string | undefined): number | undefined {
  return ifMatch === undefined ? undefined : parseIfMatch(ifMatch);
}

const text = { type: 'string' } as const;

/** For the document: what the caller has seen. */
export const ApiIfMatch = (what: string, { required }: { required: boolean }) =>
  ApiHeader({ name: 'If-Match', description: `ETag of ${what}`, required, schema: text });

export const etagHeader: NonNullable<ApiResponseOptions['headers']> = {
  ETag: { description: 'Version of what is answered, for If-Match', schema: text },
};
export const locationHeader: NonNullable<ApiResponseOptions['headers']> = {
  Location: { description: 'Path of what was made', schema: text },
};
