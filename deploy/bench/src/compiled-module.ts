import { pathToFileURL } from 'node:url';

/** A module of a service as it was compiled, for what is measured without the process around it. What of it is used, the caller says. */
export async function compiledModule<Exports>(service: string, module: string): Promise<Exports> {
  return (await import(pathToFileURL(`services/${service}/dist/${module}`).href)) as Exports;
}
