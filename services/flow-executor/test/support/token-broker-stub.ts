import { IssuedToken, IssueTokenRequest } from '@patchbay/contracts';
import { type JsonAnswer, type JsonServer, problem, startJsonServer } from './json-server.ts';

/** The token broker: a new token at each request, for the base URL it is told. */
export class TokenBrokerStub {
  /** Base URL that tokens are for. */
  resource = 'http://127.0.0.1:1';
  /** By connector, where it is another one. */
  readonly resources = new Map<string, string>();
  refuses: JsonAnswer | undefined;
  readonly issued: { connectorId: string; connectorVersion: number; accessToken: string }[] = [];
  onIssue: (connectorId: string) => Promise<void> = async () => undefined;
  private server: JsonServer | undefined;

  async start(): Promise<this> {
    this.server = await startJsonServer(({ method, url = '' }, body) => this.answer(method, url, body));
    return this;
  }

  get url(): string {
    return this.server?.url ?? '';
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }

  private async answer(method: string | undefined, url: string, body: unknown): Promise<JsonAnswer> {
    const connectorId = /^\/v1\/organizations\/[^/]+\/connectors\/([^/]+)\/token$/.exec(url)?.[1];
    if (method !== 'POST' || !connectorId) return problem(404, 'request.unknown-route');
    const { connectorVersion } = IssueTokenRequest.parse(body);
    await this.onIssue(connectorId);
    if (this.refuses) return this.refuses;
    const accessToken = `token-${this.issued.length + 1}`;
    this.issued.push({ connectorId, connectorVersion, accessToken });
    const expiresAt = new Date(Date.now() + 300_000).toISOString();
    return {
      status: 200,
      body: IssuedToken.parse({
        header: { name: 'authorization', value: `Bearer ${accessToken}` },
        expiresAt,
        resource: this.resources.get(connectorId) ?? this.resource,
        connectorVersion,
      }),
    };
  }
}
