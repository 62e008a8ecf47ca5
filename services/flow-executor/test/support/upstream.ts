import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { listen, portOf, stopServer } from './json-server.ts';

export interface Arrival {
  method: string;
  /** Path and query. */
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** Set when the caller closed the connection before it was answered. */
  wasCutOff: boolean;
}

export type Answering = (arrival: Arrival, response: ServerResponse) => void;

const ok: Answering = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[{"defaultValue":"true"}]}');
};

/** The API that flows call: it answers as it is told, and remembers every request that arrived. */
export class Upstream {
  readonly arrivals: Arrival[] = [];
  answering: Answering = ok;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer(async (request, response) => {
      const { method = '', url = '', headers } = request;
      const arrival: Arrival = { method, url, headers, body: '', wasCutOff: false };
      response.on('close', () => {
        arrival.wasCutOff = !response.writableFinished;
      });
      this.arrivals.push(arrival);
      arrival.body = await text(request).catch(() => '');
      this.answering(arrival, response);
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async start(): Promise<Upstream> {
    const upstream = new Upstream();
    await listen(upstream.server);
    return upstream;
  }

  get port(): number {
    return portOf(this.server);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get connections(): number {
    return this.sockets.size;
  }

  /** From now on nothing is answered, until `release`. */
  hold(): { release: () => void } {
    const held: ServerResponse[] = [];
    this.answering = (_, response) => {
      held.push(response);
    };
    return {
      release: () => {
        this.answering = ok;
        for (const response of held) response.end('{}');
      },
    };
  }

  answer(status: number, body = '{}', headers: Record<string, string> = {}): void {
    this.answering = (_, response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    };
  }

  reset(): void {
    this.arrivals.length = 0;
    this.answering = ok;
  }

  stop(): Promise<void> {
    return stopServer(this.server);
  }
}
