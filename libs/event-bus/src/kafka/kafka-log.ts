import { type LogEntry as KafkaLogEntry, logLevel as kafkaLogLevel, type logCreator } from 'kafkajs';

export interface LogEntry {
  level: 'warn' | 'info' | 'debug';
  message: string;
  details: Readonly<Record<string, unknown>>;
}
export type Log = (entry: LogEntry) => void;

export const logLevel = kafkaLogLevel.INFO;

/**
 * Answers by which a broker that has just started, or a group that is changing, asks for another attempt, and advice that does not
 * apply here: a producer is thrown away after its first failure.
 */
const expected = /coordinator|rebalanc|not aware of this member|^Response |Limiting retries for the idempotent producer/i;

/** What the library calls an error it goes on to retry; what comes of it is reported by the bus itself. */
export function levelOf(level: kafkaLogLevel, message: string): LogEntry['level'] {
  if (level >= kafkaLogLevel.INFO || expected.test(message)) return 'debug';
  return 'warn';
}

export const logCreatorOf =
  (log: Log): logCreator =>
  () =>
  ({ level, log: { message, timestamp: _timestamp, logger: _logger, ...details }, namespace }: KafkaLogEntry) =>
    log({ level: levelOf(level, message), message: namespace ? `${namespace}: ${message}` : message, details });
