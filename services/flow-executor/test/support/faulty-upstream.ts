import { createServer, type Server, type Socket } from 'node:net';
import { listen, portOf } from './json-server.ts';

/** An upstream that speaks to each connection whatever a test wants, HTTP or not. */
export class FaultyUpstream {
  /** What it does with a connection once something has arrived on it, or at once. */
  speak: (socket: Socket) => void = () => undefined;
  speaksFirst = false;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => undefined);
    if (this.speaksFirst) this.speak(socket);
    socket.once('data', () => !this.speaksFirst && this.speak(socket));
  });

  async start(): Promise<this> {
    await listen(this.server);
    return this;
  }

  get port(): number {
    return portOf(this.server);
  }

  get connections(): number {
    return this.sockets.size;
  }

  /** Byte by byte, and without an end. */
  drip(socket: Socket, beginning: string, dripping: string): void {
    socket.write(beginning);
    let at = 0;
    const timer = setInterval(() => {
      socket.write(dripping.charAt(at % dripping.length));
      at += 1;
    }, 5);
    socket.on('close', () => clearInterval(timer));
  }

  /** As fast as it is taken, and without an end. */
  flood(socket: Socket, beginning: string, piece: string): void {
    socket.write(beginning);
    const go = () => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', go);
    go();
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
