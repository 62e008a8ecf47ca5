export { type HolderClock, systemClock } from './clock.ts';
export type { Drain, HolderHandlers, HolderWatch, Path, Stop } from './handlers.ts';
export { type HeardChange, Holder, type HolderOptions } from './holder.ts';
export { joinAsHolder } from './join-as-holder.ts';
export { countForWatch, measureHolder } from './metrics.ts';
export type { RegistryConnection } from './registry-client.ts';
export { RegistryRefused } from './registry-refused.ts';
export { registryUrls } from './variables.ts';
