import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { IssuedToken } from '@patchbay/contracts';

/** A token broker that answers at once: tokens for one base URL, and none that is outstanding. */
export async function startTokenBrokerStub(resource: string): Promise<{ url: string; stop(): void }> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      const connectorId = request.url?.split('/')[5] ?? '';
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answerTo(request.method, connectorId, resource)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => server.close() };
}

function answerTo(method: string | undefined, connectorId: string, resource: string): object {
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  if (method === 'POST')
    return IssuedToken.parse({ header: { name: 'authorization', value: 'Bearer token' }, expiresAt, resource, connectorVersion: 1 });
  if (method === 'DELETE') return { revoked: 0 };
  return { connectorId, connectorState: 'INACTIVE', connectorVersion: 1, outstanding: 0, lastIssuedAt: null };
}
