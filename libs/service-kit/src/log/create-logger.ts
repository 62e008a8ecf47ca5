import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import { requestContexts } from '../context/request-context.ts';
import { redact } from './redact.ts';

export interface LogOptions {
  service: string;
  instance: string;
  level: string;
  /** Default: standard output. */
  destination?: DestinationStream | undefined;
}

/** JSON lines with the request id and trace of what is going on, and without secrets. */
export function createLogger({ service, instance, level, destination }: LogOptions): Logger {
  const options: LoggerOptions = {
    level,
    base: { service, instance },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    mixin: contextFields,
    // No serializer of pino's own: it would look at an error before the redaction does.
    serializers: { err: (error: unknown) => error },
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => redact(fields) as Record<string, unknown>,
    },
  };
  // Written at once: what a process says last is what explains its end, and an asynchronous write would be lost or come out of order.
  return pino(options, destination ?? pino.destination({ fd: 1, sync: true }));
}

function contextFields(): object {
  const context = requestContexts.getStore();
  return context ? { requestId: context.requestId, traceId: context.traceparent.slice(3, 35) } : {};
}
