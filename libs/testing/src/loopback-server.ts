import { createServer, type IncomingMessage, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  status: number;
  body: unknown;
}

export interface LoopbackServer {
  url: string;
  stop(): Promise<void>;
}

/** A small JSON server on a free port of this machine. A handler that throws answers 500 with the message. */
export async function startLoopbackServer(handle: (request: IncomingMessage, body: string) => Promise<Answer>): Promise<LoopbackServer> {
  const server = createServer(async (request, response) => {
    const { status, body } = await text(request)
      .then((body) => handle(request, body))
      .catch((error: unknown): Answer => ({ status: 500, body: { error: String(error) } }));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return { url: urlOf(server), stop: () => stop(server) };
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Clients keep connections alive; waiting for them would hold the test up.
  server.closeAllConnections();
  await closed;
}
