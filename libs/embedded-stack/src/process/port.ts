import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@patchbay/errors';

export class PortInUse extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'stack.port-in-use';

  constructor(port: number, user: string, options?: ErrorOptions) {
    super(`port ${port}, which ${user} needs, is in use: end the program that listens on it and start again`, options);
  }
}

/** A server that has just ended may hold its port for a moment. */
const releasedWithinMs = 2_000;

/** @throws PortInUse */
export async function requireFreePort(port: number, user: string): Promise<void> {
  for (const deadline = performance.now() + releasedWithinMs; ; await sleep(50)) {
    try {
      await listenOnce(port);
      return;
    } catch (cause) {
      if (performance.now() > deadline) throw new PortInUse(port, user, { cause });
    }
  }
}

/** A port that nobody listens on at this moment. */
export const freePort = (): Promise<number> => listenOnce(0);

function listenOnce(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
