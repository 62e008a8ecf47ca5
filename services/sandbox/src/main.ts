import { runService } from '@patchbay/service-kit';
import { AppModule } from './app.module.ts';
import { loadConfig } from './config.ts';

await runService({ name: 'sandbox', loadConfig, module: (config) => AppModule.for(config) });
