import { ValidationUrlElsewhere } from './connector-errors.ts';

interface OAuthClient {
  tokenUrl: string;
  clientId: string;
  scopes: string[];
}

/** How a custom connector proves itself, without what is secret about it: that is the token broker's. */
export type Authentication =
  | { kind: 'basic'; userName: string }
  | ({ kind: 'oauth-client-secret' } & OAuthClient)
  | ({ kind: 'oauth-private-key-jwt'; keyId?: string | undefined } & OAuthClient)
  | { kind: 'api-key'; headerName: string };

/** What a connector of kind `custom` has of its own. */
export interface CustomSettings {
  /** Scheme, host and port; the path of a request belongs to the activity that makes it. */
  resourceDomain: string;
  authentication: Authentication;
  /** Asked with the credentials when they are saved; null: they are not tried out. */
  validationUrl: string | null;
}

export const customFields = ['resourceDomain', 'authentication', 'validationUrl'] as const;

/** The validation gets the credentials, and the resource domain is where they may go. @throws ValidationUrlElsewhere */
export function requireValidationAtResource({ resourceDomain, validationUrl }: CustomSettings): void {
  if (validationUrl === null) return;
  const { origin } = new URL(resourceDomain);
  if (new URL(validationUrl).origin !== origin) throw new ValidationUrlElsewhere(origin);
}

export function changedCustomFields(before: CustomSettings, after: CustomSettings): string[] {
  return customFields.filter((field) => canonical(before[field]) !== canonical(after[field]));
}

/** Whatever the order in which the fields were written or stored. */
function canonical(value: CustomSettings[(typeof customFields)[number]]): string {
  if (value === null || typeof value === 'string') return JSON.stringify(value);
  return JSON.stringify(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
