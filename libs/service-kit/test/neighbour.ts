import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Received {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status?: number;
  body?: unknown;
  /** Closes the connection instead of answering. */
  hangUp?: boolean;
  /** Never answers. */
  silent?: boolean;
}

export interface Neighbour {
  url: string;
  received: Received[];
  /** Taken one by one; the last one stays. */
  answers: Answer[];
  /** How many were opened so far. */
  connections(): number;
  stop(): Promise<void>;
}

/** Another service, as a client sees it. */
export async function startNeighbour(...answers: Answer[]): Promise<Neighbour> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      neighbour.received.push({ method: request.method, path: request.url, headers: request.headers, body });
      const answer = (neighbour.answers.length > 1 ? neighbour.answers.shift() : neighbour.answers[0]) ?? {};
      if (answer.silent) return;
      if (answer.hangUp) request.socket.destroy();
      else response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
    });
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const neighbour: Neighbour = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    answers,
    connections: () => connections,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return neighbour;
}
