import { ConfigInvalid } from '../config/config-invalid.ts';
import type { ServiceConfig } from '../config/variables.ts';
import { Launch } from './launch.ts';
import type { ServiceOptions } from './service-options.ts';

export interface RunOptions<Config extends ServiceConfig> extends ServiceOptions<Config> {
  /** Usually `(env) => parseConfig(Config, env)`. */
  loadConfig: (env: NodeJS.ProcessEnv) => Config;
}

/** The whole of a main.ts. The process ends with 0 when it was asked to stop and did so in time, with 1 for every other reason. */
export async function runService<Config extends ServiceConfig>(options: RunOptions<Config>): Promise<void> {
  const launch = new Launch({ ...options, config: configOrExit(options) });
  const die = (error: unknown, what: string): never => {
    launch.logger.fatal({ err: error }, what);
    process.exit(1);
  };
  process.on('unhandledRejection', (error) => die(error, 'a rejection that nobody handled'));
  process.on('uncaughtException', (error) => die(error, 'an exception that nobody caught'));
  stopOnSignals(launch);
  await launch.start().catch((error: unknown) => die(error, `${options.name} cannot start`));
}

function configOrExit<Config extends ServiceConfig>({ name, loadConfig }: RunOptions<Config>): Config {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigInvalid)) throw error;
    for (const problem of error.details.problems) process.stderr.write(`${name}: ${problem}\n`);
    process.exit(1);
  }
}

/** The first signal stops in order; a second one does not wait. */
function stopOnSignals<Config extends ServiceConfig>(launch: Launch<Config>): void {
  let asked = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(1);
    asked = true;
    launch.logger.info(`stopping on ${signal}`);
    void launch.stop().then((inTime) => process.exit(inTime ? 0 : 1));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
