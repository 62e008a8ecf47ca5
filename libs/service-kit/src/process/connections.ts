import type { FastifyInstance } from 'fastify';
import { within } from './within.ts';

/** Counts the requests in flight, so that stopping can wait for them without waiting for connections that are merely kept. */
export class Connections {
  private inFlight = 0;
  private draining = false;
  private whenIdle: (() => void) | undefined;

  constructor(private readonly instance: FastifyInstance) {
    instance.addHook('onRequest', (_request, reply, done) => {
      this.inFlight += 1;
      reply.raw.once('close', () => this.finished());
      done();
    });
    instance.addHook('onSend', (_request, reply, payload, done) => {
      if (this.draining) reply.header('connection', 'close');
      done(null, payload);
    });
  }

  /** Stops accepting, lets what is in flight finish for at most so long, then closes every connection. */
  async drain(withinMs: number): Promise<void> {
    this.draining = true;
    const { server } = this.instance;
    if (server.listening) server.close();
    server.closeIdleConnections();
    await within(this.idle(), withinMs);
    server.closeAllConnections();
  }

  private idle(): Promise<void> {
    return new Promise((resolve) => {
      this.whenIdle = resolve;
      if (this.inFlight === 0) resolve();
    });
  }

  private finished(): void {
    this.inFlight -= 1;
    if (this.inFlight === 0) this.whenIdle?.();
  }
}
