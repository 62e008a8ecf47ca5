import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type ISocketFactory, Kafka } from 'kafkajs';
import { type Log, logCreatorOf, logLevel } from './kafka-log.ts';

interface KafkaClientOptions {
  brokers: readonly string[];
  clientId: string;
  log: Log;
}

export interface KafkaClient {
  kafka: Kafka;
  /** Ends every connection and lets none be made any more: nothing that is still being tried can reach the broker after that. */
  kill(): void;
}

/** All of it, because the library has other defaults when NODE_ENV is `test`. */
const pauses = { initialRetryTime: 100, maxRetryTime: 1_000, factor: 0.2, multiplier: 2 };
/** Of a whole send or fetch. Few: what has failed for good is begun anew by us, with a new client. */
export const workRetry = { ...pauses, retries: 5 };
/** Of each single step in it. */
const stepRetry = { ...pauses, retries: 2 };

/** Without an error the library would wait for an answer until its timeout. */
const ended = (): Error => new Error('the client has been ended');

export function openKafkaClient({ brokers, clientId, log }: KafkaClientOptions): KafkaClient {
  const sockets = new Set<Socket>();
  const killed = new AbortController();
  const socketFactory: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    const socket = ssl ? connectTls({ host, port, ...ssl }, onConnect) : connectTcp({ host, port }, onConnect);
    socket.setKeepAlive(true, 30_000);
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (killed.signal.aborted) socket.destroy(ended());
    return socket;
  };
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: 5_000,
    retry: stepRetry,
    socketFactory,
    logLevel,
    // What it says about its own end is of no interest.
    logCreator: logCreatorOf((entry) => log(killed.signal.aborted ? { ...entry, level: 'debug' } : entry)),
  });
  return {
    kafka,
    kill: () => {
      killed.abort();
      for (const socket of sockets) socket.destroy(ended());
    },
  };
}
