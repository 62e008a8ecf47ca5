import { connectEventBus, EventBusServer } from '@patchbay/event-bus';
import { runService } from '@patchbay/service-kit';
import { api, appModule, serviceName } from './app.module.ts';
import { loadConfig } from './config.ts';

await runService({
  name: serviceName,
  loadConfig,
  module: appModule,
  api,
  connect: (app) => connectEventBus(app, app.get(EventBusServer)),
});
