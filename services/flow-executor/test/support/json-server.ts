import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Server as NetServer } from 'node:net';
import { text } from 'node:stream/consumers';

export interface JsonAnswer {
  status: number;
  body: unknown;
}

export interface JsonServer {
  url: string;
  stop(): Promise<void>;
}

/** A neighbour on a free port of this machine. */
export async function startJsonServer(
  answer: (request: IncomingMessage, body: unknown) => JsonAnswer | Promise<JsonAnswer>,
  takes: (request: IncomingMessage, response: ServerResponse) => Promise<boolean> = async () => false,
): Promise<JsonServer> {
  const server = createServer(async (request, response) => {
    if (await takes(request, response)) return;
    const content = await text(request);
    const { status, body } = await answer(request, content === '' ? undefined : JSON.parse(content));
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    response.writeHead(status, { 'content-type': type }).end(status === 204 ? undefined : JSON.stringify(body));
  });
  await listen(server);
  return { url: urlOf(server), stop: () => stopServer(server) };
}

export const problem = (status: number, code: string, detail = code): JsonAnswer => ({
  status,
  body: { type: 'about:blank', title: code, status, detail, code },
});

export function listen(server: NetServer, host = '127.0.0.1'): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, host, resolve);
  });
}

export const portOf = (server: NetServer): number => (server.address() as AddressInfo).port;
const urlOf = (server: Server): string => `http://127.0.0.1:${portOf(server)}`;

export async function stopServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
