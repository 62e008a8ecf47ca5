import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import tls from 'node:tls';
import { loopbackCertificate } from './loopback-certificate.ts';

/** A foreign API with a token URL of its own, over TLS. It takes what a test says and notes what it is sent. */
export class CustomApi {
  readonly asked: { path: string; headers: IncomingMessage['headers']; form: Record<string, string> }[] = [];
  /** Status of the validation URL and of the token URL. */
  validation = 200;
  token: { status: number; body: object } | undefined;
  /** Validations wait for it before they answer. */
  hold: Promise<void> = Promise.resolve();
  private readonly server: Server;

  private constructor() {
    this.server = createServer(loopbackCertificate, (request, response) => void this.answer(request, response));
  }

  static async start(): Promise<CustomApi> {
    tls.setDefaultCACertificates([...tls.rootCertificates, loopbackCertificate.cert]);
    const api = new CustomApi();
    await new Promise<void>((resolve) => api.server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.asked.length = 0;
    this.validation = 200;
    this.token = undefined;
    this.hold = Promise.resolve();
  }

  at(path: string) {
    return this.asked.filter((asked) => asked.path === path);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { url: path = '', headers } = request;
    this.asked.push({ path, headers, form: Object.fromEntries(new URLSearchParams(await text(request))) });
    if (path !== '/token') {
      await this.hold;
      response.writeHead(this.validation).end();
      return;
    }
    const issued = { access_token: `custom-${this.at('/token').length}`, token_type: 'Bearer', expires_in: 3_600 };
    const { status, body } = this.token ?? { status: 200, body: issued };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}
