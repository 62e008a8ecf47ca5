import { Param } from '@nestjs/common';
import { ConnectorId, FlowId, OperationId, OrganizationId } from '@patchbay/contracts';
import { IdParam, parseIfMatch } from '@patchbay/service-kit';

/** Ids in the path; what is no id is the id of nothing. */
export const OrganizationParam = () => Param('organizationId', IdParam(OrganizationId));
export const ConnectorParam = () => Param('connectorId', IdParam(ConnectorId));
export const FlowParam = () => Param('flowId', IdParam(FlowId));
export const OperationParam = () => Param('operationId', IdParam(OperationId));

/** For changes that may be made without having seen the connector, such as pulling the plug. */
export function versionIfSaid(ifMatch: string | undefined): number | undefined {
  return ifMatch === undefined ? undefined : parseIfMatch(ifMatch);
}
