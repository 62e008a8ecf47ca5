import { z } from 'zod';
import { OrganizationId } from '../ids.ts';
import { Page, wantedPage } from '../page.ts';
import { TimeZone } from '../time-zone.ts';
import { Licence, Role } from './organization.ts';

/** Every action that a service asks a decision for. */
export const Action = z.enum([
  'connector.read',
  'connector.list-names',
  'connector.create',
  'connector.update',
  'connector.deactivate',
  'connector.activate',
  'connector.delete',
  'credentials.write',
  'credentials.read',
  'connector.snapshot',
  'lease.hold',
  'lease.read',
  'reference.register',
  'reference.release',
  'token.issue',
  'token.revoke',
  'token.status',
  'oauth-client.manage',
  'flow.read',
  'flow.write',
  'flow.publish',
  'flow.delete',
  'flow.lock',
  'flow.unlock',
  'flow.break-lock',
  'flow.resume',
  'execution.start',
  'execution.continue',
  'execution.read',
  'execution.dry-run',
  'outbound-hosts.read',
  'outbound-hosts.replace',
  'operation.read',
  'history.read',
  'organization.read',
  'organization.manage',
  'role.assign',
  'role.read',
  'authorization.evaluate',
]);
export type Action = z.infer<typeof Action>;

export const ResourceType = z.enum([
  'organization',
  'connector',
  'reference',
  'token',
  'credentials',
  'oauth-client',
  'flow',
  'execution',
  'outbound-hosts',
  'operation',
  'history',
  'role-assignment',
  'lease',
  'authorization',
]);
export type ResourceType = z.infer<typeof ResourceType>;

/** One line of well-formed text: anything else could not be stored as it came. */
const line = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u, { error: 'must not contain control characters', abort: true });
const SubjectId = line.min(1).max(200);

const longestInPath = 100;
/** Stands in the path of the request that takes the role away, where more than this is not read. */
const UserId = line
  .trim()
  .min(1)
  .max(longestInPath, { abort: true })
  .refine((id) => encodeURIComponent(id).length <= longestInPath, `must not be longer than ${longestInPath} characters in a URL`);

/** OpenID AuthZEN Authorization API 1.0, access evaluation. */
export const EvaluationRequest = z.object({
  subject: z.object({ type: z.enum(['user', 'service']), id: SubjectId }),
  action: z.object({ name: Action }),
  resource: z.object({
    type: ResourceType,
    /** `*` where the action is not about one resource. */
    id: z.string().min(1).max(200),
    properties: z.object({ organizationId: OrganizationId.optional() }).optional(),
  }),
});
export type EvaluationRequest = z.infer<typeof EvaluationRequest>;

/** `not-a-member`: the subject has no role there, so even its existence is not for it to know. */
export const RefusalCode = z.enum(['not-a-member', 'role-not-allowed', 'licence-required']);
export type RefusalCode = z.infer<typeof RefusalCode>;
/** A role that a decision can rest on. */
export const DecidingRole = z.enum([...Role.options, 'platform-operator']);
export type DecidingRole = z.infer<typeof DecidingRole>;
export const EvaluationResponse = z.object({
  decision: z.boolean(),
  context: z
    .object({
      /** Of a refusal. */
      reason: z.object({ code: RefusalCode, message: z.string() }).optional(),
      /** Those that the subject had there when this was decided; none for a service. */
      roles: z.array(DecidingRole).optional(),
    })
    .optional(),
});
export type EvaluationResponse = z.infer<typeof EvaluationResponse>;

/** What `/.well-known/authzen-configuration` answers (section 9 of the same specification). */
export const PolicyDecisionPoint = z.object({ policy_decision_point: z.url(), access_evaluation_endpoint: z.url() });
export type PolicyDecisionPoint = z.infer<typeof PolicyDecisionPoint>;

export const PutOrganizationRequest = z.strictObject({
  name: line.trim().min(1).max(120),
  licence: Licence,
  /** In which its hours of the day are told. */
  timeZone: TimeZone.default('UTC'),
});
export type PutOrganizationRequest = z.infer<typeof PutOrganizationRequest>;
export const Organization = z.object({
  organizationId: OrganizationId,
  name: z.string(),
  licence: Licence,
  timeZone: z.string(),
  createdAt: z.iso.datetime(),
});
export type Organization = z.infer<typeof Organization>;
export const PutLicenceRequest = z.strictObject({ licence: Licence });
export type PutLicenceRequest = z.infer<typeof PutLicenceRequest>;

export const AssignRoleRequest = z.strictObject({ userId: UserId, role: Role });
export type AssignRoleRequest = z.infer<typeof AssignRoleRequest>;
export const RoleAssignment = z.object({ userId: z.string(), role: Role, assignedAt: z.iso.datetime(), assignedBy: z.string() });
export type RoleAssignment = z.infer<typeof RoleAssignment>;
/** By user, then by role. */
export const RoleAssignmentList = Page(RoleAssignment);
export type RoleAssignmentList = z.infer<typeof RoleAssignmentList>;
export const RoleAssignmentListQuery = z.strictObject(wantedPage);
