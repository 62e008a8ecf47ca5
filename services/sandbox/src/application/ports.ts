/** What a token for the Contact Center API opens. */
export interface GrantedAccess {
  readonly clientId: string;
  readonly organizationId: string;
  readonly scopes: ReadonlySet<string>;
}

export abstract class ContactCenterTokens {
  /** `undefined` for a token that is unknown, expired, revoked or for another resource. */
  abstract find(token: string): GrantedAccess | undefined;
}

export interface PersonToken {
  readonly accessToken: string;
  readonly expiresAt: Date;
}

export abstract class PersonTokens {
  /** As if the person had signed in at the console. */
  abstract issue(userId: string): Promise<PersonToken>;
}
