import { Controller, Get, Module } from '@nestjs/common';
import { Public, parseConfig, runService, ServiceKitModule } from '../src/index.ts';
import { TinyConfig } from './tiny-service.ts';

/** With something going on, as in a connection attempt: else Node ends. */
const forever = () => new Promise<never>(() => setInterval(() => undefined, 1_000));

@Public()
@Controller()
class MishapsController {
  @Get('hang')
  async hang() {
    process.stdout.write('hanging\n');
    return forever();
  }

  @Get('reject')
  reject() {
    void Promise.reject(new Error('nobody handles this'));
    return {};
  }

  @Get('throw')
  throw() {
    setImmediate(() => {
      throw new Error('nobody catches this');
    });
    return {};
  }
}

@Module({ controllers: [MishapsController] })
class MishapsModule {}

const starting = process.env.NEVER_STARTS ? [{ provide: 'database', useFactory: forever }] : [];

await runService({
  name: 'mishaps',
  host: '127.0.0.1',
  loadConfig: (env) => parseConfig(TinyConfig, env),
  module: (config) => ({
    module: MishapsModule,
    providers: starting,
    imports: [ServiceKitModule.forService({ name: 'mishaps', config })],
  }),
});
