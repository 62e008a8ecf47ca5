import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import type { ServiceConfig } from '../config/variables.ts';
import { createAdapter } from '../http/create-adapter.ts';
import { RequestValidationPipe } from '../http/request-validation.ts';
import { createLogger } from '../log/create-logger.ts';
import { NestLogger } from '../log/nest-logger.ts';
import { documentOf } from '../openapi/document.ts';
import { measureRequests } from '../operations/http-metrics.ts';
import { Metrics } from '../operations/metrics.ts';
import { Readiness } from '../operations/readiness.ts';
import { ProblemFilter } from '../problems/problem.filter.ts';
import { Connections } from './connections.ts';
import { Lifetime } from './lifetime.ts';
import type { RunningService, ServiceOptions } from './service-options.ts';
import { within } from './within.ts';

const mebibyte = 1_048_576;
/** Of the time for stopping; the rest is for consumers and connections to close. */
const drainingShare = 0.6;

/** One service in this process, from its first line of log to its last. It can be stopped at any moment of its start. */
export class Launch<Config extends ServiceConfig> {
  readonly logger: Logger;
  private readonly adapter: FastifyAdapter;
  private readonly connections: Connections;
  private app: NestFastifyApplication | undefined;
  private started = false;
  private stopping: Promise<boolean> | undefined;

  constructor(private readonly options: ServiceOptions<Config> & { config: Config }) {
    const { name, config, bodyLimitBytes = mebibyte, logDestination: destination } = options;
    this.logger = createLogger({ service: name, instance: config.INSTANCE_ID, level: config.LOG_LEVEL, destination });
    this.adapter = createAdapter({ logger: this.logger, bodyLimitBytes, trustedProxies: config.TRUSTED_PROXIES ?? [] });
    this.connections = new Connections(this.adapter.getInstance());
  }

  async start(): Promise<RunningService> {
    const { options } = this;
    const { name, module, config, host = '0.0.0.0' } = options;
    const app = await NestFactory.create<NestFastifyApplication>(module(config), this.adapter, {
      logger: new NestLogger(this.logger),
      bodyParser: false,
      abortOnError: false,
    });
    this.app = app;
    this.equip(app);
    await app.listen(config.PORT, host);
    options.connect?.(app);
    await app.startAllMicroservices();
    this.started = true;
    const url = (await app.getUrl()).replace('0.0.0.0', '127.0.0.1');
    this.logger.info({ url }, `${name} is ready for work`);
    return { app, url, stop: () => this.stop() };
  }

  /** @returns whether everything had ended in time */
  stop(): Promise<boolean> {
    this.stopping ??= this.stopInOrder();
    return this.stopping;
  }

  private equip(app: NestFastifyApplication): void {
    const { name, api } = this.options;
    const instance = app.getHttpAdapter().getInstance();
    app.useGlobalPipes(new RequestValidationPipe());
    app.useGlobalFilters(new ProblemFilter(this.logger));
    measureRequests(instance, app.get(Metrics));
    app.get(Readiness).register('process', () => this.whyNotReady());
    let document: object | undefined;
    instance.get('/openapi.json', () => {
      document ??= documentOf(app, { name, ...api });
      return document;
    });
  }

  private whyNotReady(): string | undefined {
    if (this.stopping) return 'stopping';
    return this.started ? undefined : 'starting';
  }

  private async stopInOrder(): Promise<boolean> {
    if (!this.app) return true;
    const { stopWithinMs = 8_000 } = this.options;
    this.app.get(Lifetime).end();
    const deadline = performance.now() + stopWithinMs;
    await this.connections.drain(stopWithinMs * drainingShare);
    const inTime = await within(this.app.close(), deadline - performance.now());
    if (!inTime) this.logger.error(`stopping takes longer than ${stopWithinMs} ms: giving up what is still open`);
    return inTime;
  }
}
