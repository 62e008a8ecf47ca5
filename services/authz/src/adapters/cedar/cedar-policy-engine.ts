import { readdirSync, readFileSync } from 'node:fs';
import { preparsePolicySet, preparseSchema, statefulIsAuthorized, type TypeAndId, validate } from '@cedar-policy/cedar-wasm/nodejs';
import { PolicyEngine } from '../../application/ports.ts';
import type { Facts } from '../../domain/decision.ts';

const policiesFolder = new URL('../../../policies/', import.meta.url);
const preparsed = 'patchbay';
/** Far above the number of combinations of roles, actions and licences that occur; reached only by made-up service ids. */
const memoLimit = 20_000;

/**
 * Cedar over the files in `policies/`. They are validated against the schema at construction, so that a typo stops the service.
 * Decisions are remembered by their facts, which is all that a policy can read; Cedar runs only on facts not seen before.
 */
export class CedarPolicyEngine extends PolicyEngine {
  private readonly memo = new Map<string, boolean>();

  /** @throws Error naming the policies that do not fit the schema. */
  constructor() {
    super();
    const schema = readFileSync(new URL('schema.cedarschema', policiesFolder), 'utf8');
    const policies = readPolicies();
    const answer = validate({ schema, policies: { staticPolicies: policies } });
    const errors = answer.type === 'failure' ? answer.errors : answer.validationErrors.map(({ policyId, error }) => ({ message: `${policyId}: ${error.message}` }));
    if (errors.length > 0) throw new Error(`the policies are not valid: ${errors.map(({ message }) => message).join('; ')}`);
    requireSuccess(preparseSchema(preparsed, schema));
    requireSuccess(preparsePolicySet(preparsed, { staticPolicies: policies }));
  }

  override isPermitted(facts: Facts): boolean {
    const key = memoKey(facts);
    const known = this.memo.get(key);
    if (known !== undefined) return known;
    const permitted = evaluate(facts);
    if (this.memo.size >= memoLimit) this.memo.clear();
    this.memo.set(key, permitted);
    return permitted;
  }
}

function readPolicies(): Record<string, string> {
  const files = readdirSync(policiesFolder).filter((file) => file.endsWith('.cedar'));
  return Object.fromEntries(files.map((file) => [file.slice(0, -'.cedar'.length), readFileSync(new URL(file, policiesFolder), 'utf8')]));
}

function requireSuccess(answer: { type: 'success' } | { type: 'failure'; errors: { message: string }[] }): void {
  if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
}

function memoKey({ subject, action, licence }: Facts): string {
  const who = subject.type === 'service' ? [subject.id] : [...subject.roles.toSorted(), subject.platformOperator];
  return JSON.stringify([subject.type, who, action, licence]);
}

function evaluate({ subject, action, licence }: Facts): boolean {
  const principal: TypeAndId = subject.type === 'service' ? { type: 'Service', id: subject.id } : { type: 'User', id: 'caller' };
  const resource: TypeAndId = { type: 'Organization', id: 'organization' };
  const attributes = subject.type === 'service' ? {} : { roles: [...subject.roles], platformOperator: subject.platformOperator };
  const answer = statefulIsAuthorized({
    principal,
    action: { type: 'Action', id: action },
    resource,
    context: {},
    preparsedSchemaName: preparsed,
    validateRequest: true,
    preparsedPolicySetId: preparsed,
    entities: [
      { uid: principal, attrs: attributes, parents: [] },
      { uid: resource, attrs: { licence }, parents: [] },
    ],
  });
  // A `forbid` that errs is skipped by Cedar and the answer would be "allow": an error of any policy refuses.
  return answer.type === 'success' && answer.response.decision === 'allow' && answer.response.diagnostics.errors.length === 0;
}
