import { Param } from '@nestjs/common';
import { FlowId, OrganizationId } from '@patchbay/contracts';
import { IdParam } from '@patchbay/service-kit';

export const OrganizationParam = () => Param('organizationId', IdParam(OrganizationId));
export const FlowParam = () => Param('flowId', IdParam(FlowId));
