import type { HeldConnector } from '@patchbay/contracts';
import type { ConnectorMirror } from '../domain/connector-mirror.ts';
import type { CustomSettings } from '../domain/custom-settings.ts';

/** What the broker keeps of what the registry tells. */
export const mirroredOf = (told: HeldConnector): Omit<ConnectorMirror, 'quarantined'> => {
  const { connectorId, organizationId, state, accessLevel, version } = told;
  return { connectorId, organizationId, state, accessLevel, version, custom: told.kind === 'custom' ? customOf(told) : null };
};

const customOf = ({ resourceDomain, authentication, validationUrl }: CustomSettings): CustomSettings => ({
  resourceDomain,
  authentication,
  validationUrl,
});
