import { runService } from '@patchbay/service-kit';
import { AppModule, api } from './app.module.ts';
import { loadConfig } from './config.ts';

await runService({ name: 'sandbox', loadConfig, api, module: (config) => AppModule.for(config) });
