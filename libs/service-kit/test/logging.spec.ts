import { Logger } from '@nestjs/common';
import { type RunningService, withRequestContext } from '../src/index.ts';
import { startTiny } from './tiny-service.ts';

type Line = Record<string, unknown>;

describe('logs', () => {
  let lines: Line[];
  let service: RunningService;
  const logDestination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  const start = async (LOG_LEVEL: string) => {
    service = await startTiny({ LOG_LEVEL }, { logDestination });
    lines.length = 0;
  };
  const get = (path: string) =>
    fetch(`${service.url}${path}`, { headers: { 'x-request-id': 'req-1', authorization: 'Bearer secret-token' } });

  beforeEach(() => {
    lines = [];
  });
  afterEach(() => service.stop());

  it('say in one line that the service is ready, at info', async () => {
    service = await startTiny({ LOG_LEVEL: 'info' }, { logDestination });
    expect(lines).toEqual([
      { level: 'info', time: expect.any(String), service: 'tiny', instance: 'tiny-1', url: service.url, msg: 'tiny is ready for work' },
    ]);
  });

  it('have one line per request at debug, and none at info', async () => {
    await start('debug');
    await get('/healthz?q=1');
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'debug',
        msg: 'request',
        method: 'GET',
        path: '/healthz',
        route: '/healthz',
        status: 200,
        requestId: 'req-1',
      }),
    ]);
    expect(lines[0]?.durationMs).toEqual(expect.any(Number));
    await service.stop();
    await start('info');
    await get('/healthz');
    await get('/v1/failures/conflict');
    expect(lines).toEqual([]);
  });

  it('have a failure once, with what it takes to find it', async () => {
    await start('info');
    await get('/v1/failures/bug');
    await get('/v1/failures/away');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      level: 'error',
      requestId: 'req-1',
      route: '/v1/failures/bug',
      status: 500,
      code: 'internal',
      kind: 'bug',
    });
    expect(lines[0]).toMatchObject({ err: { message: 'column "password_hash" does not exist', stack: expect.any(String) } });
    expect(lines[1]).toMatchObject({ level: 'error', code: 'thing.database-away', kind: 'unavailable', status: 503 });
    expect(JSON.stringify(lines)).not.toContain('secret-token');
  });

  it('are written by the Logger of Nest, with errors and fields as data, and without secrets', async () => {
    await start('info');
    const logger = new Logger('outbox');
    withRequestContext({ requestId: 'req-2', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }, () => {
      logger.warn({ msg: 'late', connectorId: 'c-1', accessToken: 'hunter2' });
      logger.error(new Error('Bearer hunter2 was refused'));
      logger.log('sent Bearer hunter2');
    });
    const common = { context: 'outbox', requestId: 'req-2', traceId: '0af7651916cd43dd8448eb211c80319c' };
    expect(lines).toEqual([
      expect.objectContaining({ ...common, level: 'warn', msg: 'late', connectorId: 'c-1', accessToken: '[redacted]' }),
      expect.objectContaining({
        ...common,
        level: 'error',
        msg: 'Bearer [redacted] was refused',
        err: expect.objectContaining({ type: 'Error' }),
      }),
      expect.objectContaining({ ...common, level: 'info', msg: 'sent Bearer [redacted]' }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });
});
