import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { eventually } from '@patchbay/testing';

const environment = {
  PATH: process.env.PATH,
  PORT: '0',
  OIDC_ISSUER: 'http://127.0.0.1:1',
  OIDC_CLIENT_SECRET: 'hunter2',
  AUTHZ_URL: 'http://127.0.0.1:1',
};
const hook = fileURLToPath(new URL('../../../.config/register-typescript.mjs', import.meta.url));
const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const startLimit = { withinMs: 30_000 };
const limitMs = 60_000;

class ServiceProcess {
  out = '';
  err = '';
  readonly ended: Promise<number | string | null>;
  private readonly child: ChildProcess;

  constructor(env: NodeJS.ProcessEnv = {}) {
    const args = ['--conditions=@patchbay/source', '--import', hook, main];
    this.child = spawn(process.execPath, args, { env: { ...environment, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.child.stdout?.on('data', (chunk) => {
      this.out += String(chunk);
    });
    this.child.stderr?.on('data', (chunk) => {
      this.err += String(chunk);
    });
    this.ended = new Promise((resolve) => this.child.once('close', (code, signal) => resolve(code ?? signal)));
  }

  /** Lines of log; what is no JSON is left out. */
  get log(): Record<string, unknown>[] {
    return this.out.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  }

  url(): Promise<string> {
    return eventually(() => {
      const { url } = this.log.find(({ msg }) => msg === 'mishaps is ready for work') ?? {};
      expect(url).toBeDefined();
      return String(url);
    }, startLimit);
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }
}

describe('runService', () => {
  let running: ServiceProcess;
  const run = (env?: NodeJS.ProcessEnv) => {
    running = new ServiceProcess(env);
    return running;
  };
  afterEach(async () => {
    running.signal('SIGKILL');
    await running.ended;
  });

  it(
    'says in plain lines which variables are wrong, and exits with 1',
    async () => {
      const service = run({ PORT: 'x', OIDC_ISSUER: '', LOG_LEVEL: 'loud' });
      expect(await service.ended).toBe(1);
      expect(service.out).toBe('');
      expect(service.err.trim().split('\n')).toEqual([
        expect.stringMatching(/^mishaps: PORT \("x"\) is not valid/),
        expect.stringMatching(/^mishaps: LOG_LEVEL \("loud"\) is not valid/),
        expect.stringMatching(/^mishaps: OIDC_ISSUER is not set; set it to/),
      ]);
    },
    limitMs,
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops in order on %s, and exits with 0',
    async (signal) => {
      const service = run();
      expect((await fetch(`${await service.url()}/healthz`)).status).toBe(200);
      service.signal(signal);
      expect(await service.ended).toBe(0);
      expect(service.log.at(-1)).toMatchObject({ level: 'info', msg: `stopping on ${signal}` });
      expect(service.err).toBe('');
    },
    limitMs,
  );

  it(
    'does not wait when it is told twice',
    async () => {
      const service = run();
      const url = await service.url();
      const hanging = fetch(`${url}/hang`).catch(() => undefined);
      await eventually(() => expect(service.out).toContain('hanging'), startLimit);
      service.signal('SIGTERM');
      await eventually(() => expect(service.out).toContain('stopping on SIGTERM'), startLimit);
      const told = performance.now();
      service.signal('SIGTERM');
      expect(await service.ended).toBe(1);
      expect(performance.now() - told).toBeLessThan(2_000);
      await hanging;
    },
    limitMs,
  );

  it(
    'stops while it is still starting',
    async () => {
      const service = run({ NEVER_STARTS: '1', LOG_LEVEL: 'debug' });
      await eventually(() => expect(service.out).toContain('Starting Nest application'), startLimit);
      service.signal('SIGTERM');
      expect(await service.ended).toBe(0);
    },
    limitMs,
  );

  it.each([
    ['reject', 'nobody handles this', 'a rejection that nobody handled'],
    ['throw', 'nobody catches this', 'an exception that nobody caught'],
  ])(
    'ends with a line at fatal when its code %ss and nobody is there for it',
    async (path, message, msg) => {
      const service = run();
      await fetch(`${await service.url()}/${path}`).catch(() => undefined);
      expect(await service.ended).toBe(1);
      expect(service.log.at(-1)).toMatchObject({ level: 'fatal', msg, err: { message } });
    },
    limitMs,
  );

  it(
    'says why it cannot start',
    async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
      const { port } = taken.address() as AddressInfo;
      const service = run({ PORT: String(port) });
      const code = await service.ended;
      await new Promise((resolve) => taken.close(resolve));
      expect({ code, err: service.err }).toEqual({ code: 1, err: '' });
      expect(service.log.at(-1)).toMatchObject({ level: 'fatal', msg: 'mishaps cannot start', err: { code: 'EADDRINUSE' } });
    },
    limitMs,
  );
});
