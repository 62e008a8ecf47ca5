import { runService } from '@patchbay/service-kit';
import { EventFeed } from './adapters/kafka/event-feed.ts';
import { AppModule, api, bodyLimitBytes, serviceName } from './app.module.ts';
import { loadConfig } from './config.ts';

await runService({
  name: serviceName,
  loadConfig,
  module: (config) => AppModule.for(config),
  api,
  bodyLimitBytes,
  connect: (app) => app.get(EventFeed).connect(app),
});
