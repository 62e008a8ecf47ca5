import { connectEventBus, EventBusServer } from '@patchbay/event-bus';
import { runService } from '@patchbay/service-kit';
import { AppModule, api, serviceName } from './app.module.ts';
import { loadConfig } from './config.ts';

await runService({
  name: serviceName,
  api,
  loadConfig,
  module: (config) => AppModule.for(config),
  connect: (app) => connectEventBus(app, app.get(EventBusServer)),
});
