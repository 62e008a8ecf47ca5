import { DecidingRole, type EvaluationRequest, type EvaluationResponse } from '@patchbay/contracts';
import type { AccessQuestion } from '../../application/evaluate-access.ts';
import { type Decision, refusalMessages } from '../../domain/decision.ts';
import { organizationIdOf } from '../../domain/organization-id.ts';

export function questionOf({ subject, action, resource }: EvaluationRequest): AccessQuestion {
  const organizationId = resource.properties?.organizationId;
  return { subject, action: action.name, organizationId: organizationId && organizationIdOf(organizationId) };
}

export function responseOf(decision: Decision & { roles: readonly string[] }): EvaluationResponse {
  const roles = DecidingRole.array().parse(decision.roles);
  if (decision.allowed) return { decision: true, context: { roles } };
  const { refusal } = decision;
  return { decision: false, context: { reason: { code: refusal, message: refusalMessages[refusal] }, roles } };
}
