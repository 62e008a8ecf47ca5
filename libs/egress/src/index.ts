export { AddressPolicy, type PrivateTarget } from './address-policy.ts';
export { type GuardedConnectorOptions, guardedConnector } from './guarded-connector.ts';
export { guardedFetch } from './guarded-fetch.ts';
export { privateTargets } from './private-targets.ts';
export { AddressRefused, NameNotResolved } from './refusals.ts';
