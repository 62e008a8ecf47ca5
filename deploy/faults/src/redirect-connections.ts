// For `node --import`: connections to some addresses go to others, as in a network that is between a process and what it talks to. For protocols whose servers tell their
// clients where to connect, as Kafka's do; who takes addresses from its configuration is given another one there. REDIRECT is "from=to", separated by commas.
import net from 'node:net';

const redirected = new Map((process.env.REDIRECT ?? '').split(',').map((pair) => pair.split('=') as [string, string]));

const { connect } = net.Socket.prototype;

/** `connect` of Node's own has normalised its arguments into an array. */
net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
  const [first] = args.flat();
  if (typeof first === 'object' && first !== null && 'port' in first) {
    const options = first as { host?: string; port: number | string };
    const to = redirected.get(`${options.host ?? 'localhost'}:${options.port}`);
    if (to !== undefined) Object.assign(options, { host: to.split(':')[0], port: Number(to.split(':')[1]) });
  }
  return Reflect.apply(connect, this, args);
} as typeof connect;
