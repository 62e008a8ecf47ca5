import { logLevel } from 'kafkajs';
import { type LogEntry, levelOf, logCreatorOf } from './kafka-log.ts';

describe('the log of the client library', () => {
  it.each([
    [logLevel.ERROR, 'Failed to connect to seed broker, trying another broker from the list', 'warn'],
    [logLevel.WARN, 'Preferred read replica is now 2', 'warn'],
    [logLevel.ERROR, 'Response FindCoordinator(key: 10, version: 2)', 'debug'],
    [logLevel.ERROR, 'The group coordinator is not available', 'debug'],
    [logLevel.WARN, 'The group is rebalancing, re-joining', 'debug'],
    [logLevel.INFO, 'Consumer has joined the group', 'debug'],
  ])('has level %s "%s" as %s', (level, message, expected) => {
    expect(levelOf(level, message)).toBe(expected);
  });

  it('is handed on with its namespace and details', () => {
    const entries: LogEntry[] = [];
    logCreatorOf((entry) => entries.push(entry))(logLevel.INFO)({
      namespace: 'Connection',
      level: logLevel.WARN,
      label: 'WARN',
      log: { timestamp: '2026-01-02T03:04:05.678Z', logger: 'kafkajs', message: 'slow', broker: 'kafka:9092' },
    });
    expect(entries).toEqual([{ level: 'warn', message: 'Connection: slow', details: { broker: 'kafka:9092' } }]);
  });
});
