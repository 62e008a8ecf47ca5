import { Agent, fetch } from 'undici';
import { type GuardedConnectorOptions, guardedConnector } from './guarded-connector.ts';

type Fetch = typeof fetch;

const maxHeaderBytes = 16_384;
const maxBodyBytes = 1_048_576;
const answerWithinMs = 10_000;

/** A fetch over guarded connections: no redirects, bounded headers, body and time. What the connector refused is in the `cause` of its error. */
export function guardedFetch(options: GuardedConnectorOptions): Fetch {
  const dispatcher = new Agent({
    connect: guardedConnector(options),
    maxHeaderSize: maxHeaderBytes,
    maxResponseSize: maxBodyBytes,
    headersTimeout: answerWithinMs,
    bodyTimeout: answerWithinMs,
  });
  return (input, init) => fetch(input, { ...init, redirect: 'manual', dispatcher });
}
