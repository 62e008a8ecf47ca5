import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The token broker's routes that the registry calls. */
export class TokenBrokerStub {
  /** Paths that were asked to be revoked, and answered 200. */
  readonly revoked: string[] = [];
  /** Of every connector. */
  outstanding = 2;
  /** Every request, with what it carried. */
  readonly requests: { path: string; authorization: string | undefined }[] = [];
  /** Replaced by tests: the status to answer, when the time has come. */
  answer: () => Promise<number> = async () => 200;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TokenBrokerStub> {
    const server = createServer();
    const stub = new TokenBrokerStub(server);
    server.on('request', async (request, response) => {
      const path = request.url ?? '';
      stub.requests.push({ path, authorization: request.headers.authorization });
      const status = await stub.answer();
      const asked = request.method === 'GET';
      if (status === 200 && !asked) stub.revoked.push(path);
      const body = status === 200 && asked ? statusOf(path, stub.outstanding) : bodyOf(status);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeAllConnections();
    await closed;
  }
}

function statusOf(path: string, outstanding: number): object {
  return { connectorId: path.split('/').at(-3), connectorState: 'ACTIVE', connectorVersion: 1, outstanding, lastIssuedAt: null };
}

function bodyOf(status: number): object {
  if (status === 200) return { revoked: 1 };
  return {
    type: 'about:blank',
    title: 'refused',
    status,
    detail: 'refused by the test',
    code: status === 404 ? 'connector.not-found' : 'test',
  };
}
