import { errors, type ResourceServer } from 'oidc-provider';
import { contactCenterScopes } from '../../domain/contact-center/scopes.ts';
import { clients } from '../../domain/world.ts';

/** Audience of the tokens that Patchbay's own services take. */
export const PATCHBAY_AUDIENCE = 'urn:patchbay';
export const SIGNING_ALGORITHM = 'RS256';

const PATCHBAY_TTL_SECONDS = 600;
const CONTACT_CENTER_TTL_SECONDS = 3_600;

const patchbay: ResourceServer = {
  audience: PATCHBAY_AUDIENCE,
  scope: '',
  accessTokenFormat: 'jwt',
  accessTokenTTL: PATCHBAY_TTL_SECONDS,
  jwt: { sign: { alg: SIGNING_ALGORITHM } },
};

/** The resources that clients get tokens for: integrations the Contact Center API, everybody else Patchbay; each is the default of its clients. */
export class Resources {
  constructor(readonly contactCenterUrl: string) {}

  defaultFor(clientId: string): string {
    return clients.find((client) => client.clientId === clientId)?.kind === 'integration' ? this.contactCenterUrl : PATCHBAY_AUDIENCE;
  }

  /** @throws errors.InvalidTarget for a resource that the client has no business with. */
  get(identifier: string, clientId: string): ResourceServer {
    const wanted = identifier.replace(/\/$/, '');
    if (wanted !== this.defaultFor(clientId)) {
      throw new errors.InvalidTarget(`the client ${clientId} gets tokens for ${this.defaultFor(clientId)} only`);
    }
    return wanted === PATCHBAY_AUDIENCE ? patchbay : this.contactCenter();
  }

  /** Opaque, because a token that its holder can read cannot be revoked. */
  private contactCenter(): ResourceServer {
    return {
      audience: this.contactCenterUrl,
      scope: contactCenterScopes.join(' '),
      accessTokenFormat: 'opaque',
      accessTokenTTL: CONTACT_CENTER_TTL_SECONDS,
    };
  }
}
