import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { preparsePolicySet, preparseSchema, statefulIsAuthorized, type TypeAndId, validate } from '@cedar-policy/cedar-wasm/nodejs';
import { PolicyEngine } from '../../application/ports.ts';
import type { Facts } from '../../domain/decision.ts';

const policiesFolder = new URL('../../../policies/', import.meta.url);
/** Far above the number of combinations of roles, actions and licences that occur; reached only by made-up service ids. */
const memoLimit = 20_000;

/**
 * Cedar over the files in `policies/`. They are validated against the schema at construction, so that a typo stops the service.
 * Decisions are remembered by their facts, which is all that a policy can read; Cedar runs only on facts not seen before.
 */
export class CedarPolicyEngine extends PolicyEngine {
  private readonly memo = new Map<string, boolean>();
  /** Cedar keeps what it has parsed under a name that is known to the whole process. */
  private readonly preparsed = randomUUID();

  /** @throws Error naming the policies that do not fit the schema. */
  constructor(folder: URL = policiesFolder) {
    super();
    const schema = readFileSync(new URL('schema.cedarschema', folder), 'utf8');
    const policies = readPolicies(folder);
    const answer = validate({ schema, policies: { staticPolicies: policies } });
    const errors =
      answer.type === 'failure'
        ? answer.errors
        : answer.validationErrors.map(({ policyId, error }) => ({ message: `${policyId}: ${error.message}` }));
    if (errors.length > 0) throw new Error(`the policies are not valid: ${errors.map(({ message }) => message).join('; ')}`);
    requireSuccess(preparseSchema(this.preparsed, schema));
    requireSuccess(preparsePolicySet(this.preparsed, { staticPolicies: policies }));
  }

  override isPermitted(facts: Facts): boolean {
    const key = memoKey(facts);
    const known = this.memo.get(key);
    if (known !== undefined) return known;
    const permitted = evaluate(this.preparsed, facts);
    if (this.memo.size >= memoLimit) this.memo.clear();
    this.memo.set(key, permitted);
    return permitted;
  }
}

function readPolicies(folder: URL): Record<string, string> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.cedar'));
  return Object.fromEntries(files.map((file) => [file.slice(0, -'.cedar'.length), readFileSync(new URL(file, folder), 'utf8')]));
}

function requireSuccess(answer: { type: 'success' } | { type: 'failure'; errors: { message: string }[] }): void {
  if (answer.type === 'failure') throw new Error(answer.errors.map(({ message }) => message).join('; '));
}

function memoKey({ subject, action, licence }: Facts): string {
  const who = subject.type === 'service' ? [subject.id] : [...subject.roles.toSorted(), subject.platformOperator];
  return JSON.stringify([subject.type, who, action, licence]);
}

function evaluate(preparsed: string, { subject, action, licence }: Facts): boolean {
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
