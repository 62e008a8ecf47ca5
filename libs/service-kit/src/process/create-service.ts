import type { ServiceConfig } from '../config/variables.ts';
import { Launch } from './launch.ts';
import type { RunningService, ServiceOptions } from './service-options.ts';

/** Starts a service in this process; it has stopped again when this rejects. `runService` does the same for a process of its own. */
export async function createService<Config extends ServiceConfig>(
  options: ServiceOptions<Config> & { config: Config },
): Promise<RunningService> {
  const launch = new Launch(options);
  try {
    return await launch.start();
  } catch (error) {
    await launch.stop();
    throw error;
  }
}
