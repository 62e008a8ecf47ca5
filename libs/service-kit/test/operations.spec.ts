import { Counter } from 'prom-client';
import { Metrics, Readiness, type RunningService } from '../src/index.ts';
import { startTiny } from './tiny-service.ts';

describe('operations', () => {
  let service: RunningService;
  beforeEach(async () => {
    service = await startTiny();
  });
  afterEach(() => service.stop());
  const get = async (path: string) => {
    const answer = await fetch(`${service.url}${path}`);
    return { status: answer.status, contentType: answer.headers.get('content-type'), text: await answer.text() };
  };
  const readyz = async () => {
    const { status, text } = await get('/readyz');
    return { status, body: JSON.parse(text) };
  };

  it('is alive, and ready, for anybody who asks', async () => {
    expect(await get('/healthz')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    expect(await readyz()).toEqual({ status: 200, body: { status: 'ready' } });
  });

  it('lists why it is not ready', async () => {
    const readiness = service.app.get(Readiness);
    readiness.register('gate', () => 'the snapshot is not applied');
    readiness.register('outbox', () => undefined);
    readiness.register('consumer', async () => 'no progress for 30 s');
    readiness.register('database', () => {
      throw new Error('the database is away');
    });
    expect(await readyz()).toEqual({
      status: 503,
      body: {
        status: 'not-ready',
        reasons: [
          { name: 'gate', reason: 'the snapshot is not applied' },
          { name: 'consumer', reason: 'no progress for 30 s' },
          { name: 'database', reason: 'the database is away' },
        ],
      },
    });
  });

  it('does not wait for a check that does not answer', async () => {
    service.app.get(Readiness).register('stuck', () => new Promise(() => undefined));
    expect(await readyz()).toEqual({
      status: 503,
      body: { status: 'not-ready', reasons: [{ name: 'stuck', reason: 'does not answer within 2000 ms' }] },
    });
  });

  it('refuses two checks of one name', () => {
    const readiness = service.app.get(Readiness);
    readiness.register('gate', () => undefined);
    expect(() => readiness.register('gate', () => undefined)).toThrow('already');
  });

  it('measures requests by route, not by path', async () => {
    await get('/v1/failures/conflict');
    await get('/v1/organizations/0192f0c1-0000-7000-8000-000000000001/connectors/0192f0c1-0000-7000-8000-0000000000c1');
    await get('/nothing/0192f0c1');
    const { text, contentType } = await get('/metrics');
    expect(contentType).toContain('text/plain');
    const count = (route: string, status: number) =>
      `patchbay_http_request_duration_seconds_count{service="tiny",method="GET",route="${route}",status="${status}"} 1\n`;
    expect(text.includes(count('/v1/failures/conflict', 409))).toBe(true);
    expect(text.includes(count('/v1/organizations/:organizationId/connectors/:connectorId', 401))).toBe(true);
    expect(text.includes(count('unknown', 404))).toBe(true);
    expect(text.includes('process_cpu_seconds_total')).toBe(true);
    expect(text.includes('nodejs_eventloop_lag_seconds')).toBe(true);
    expect(text.includes('0192f0c1')).toBe(false);
  });

  it('has metrics of its own beside another service in the same process', async () => {
    const other = await startTiny();
    const registers = [other.app.get(Metrics).registry];
    new Counter({ name: 'patchbay_only_there_total', help: 'of the other one', registers }).inc();
    expect((await get('/metrics')).text).not.toContain('patchbay_only_there_total');
    expect(await (await fetch(`${other.url}/metrics`)).text()).toContain('patchbay_only_there_total{service="tiny"} 1');
    await other.stop();
  });
});
