import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Grant {
  clientId: string;
  scope: string;
  resource: string;
}

/** An organization's OpenID provider: discovery, client credentials, revocation. It notes what it is asked and can be told to refuse, to fail or to wait. */
export class ProviderStub {
  readonly grants: Grant[] = [];
  readonly revoked: string[] = [];
  readonly secret = 'integration-secret';
  /** Status and body of every further answer, instead of the right one. */
  misbehaviour: { status: number; body: object } | undefined;
  /** Grants wait for it before they answer. */
  hold: Promise<void> = Promise.resolve();
  lifeSeconds = 3_600;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  static async start(): Promise<ProviderStub> {
    const stub = new ProviderStub();
    await new Promise<void>((resolve) => stub.server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const { status, body } = this.misbehaviour ?? (await this.rightAnswer(request, form));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private async rightAnswer(request: IncomingMessage, form: URLSearchParams): Promise<{ status: number; body: object }> {
    if (request.url === '/.well-known/openid-configuration') return { status: 200, body: this.discovery() };
    const [clientId = '', secret] = Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64')
      .toString()
      .split(':')
      .map(decodeURIComponent);
    if (secret !== this.secret) return { status: 401, body: { error: 'invalid_client' } };
    if (request.url === '/revoke') {
      this.revoked.push(form.get('token') ?? '');
      return { status: 200, body: {} };
    }
    this.grants.push({ clientId, scope: form.get('scope') ?? '', resource: form.get('resource') ?? '' });
    const accessToken = `opaque-${this.grants.length}`;
    await this.hold;
    return { status: 200, body: { access_token: accessToken, token_type: 'Bearer', expires_in: this.lifeSeconds } };
  }

  private discovery(): object {
    const { issuer } = this;
    return { issuer, token_endpoint: `${issuer}/token`, revocation_endpoint: `${issuer}/revoke`, jwks_uri: `${issuer}/jwks` };
  }
}
