import { findNamedLevel, isRaised, type NamedLevel } from './access-level.ts';
import type { Connector } from './connector.ts';
import { FieldNotOfKind } from './connector-errors.ts';
import type { ConnectorEvent } from './connector-event.ts';
import { consentOf } from './consent.ts';
import { type CustomSettings, changedCustomFields, customFields, requireValidationAtResource } from './custom-settings.ts';
import { next } from './lifecycle.ts';
import { type Act, moved } from './transitions.ts';

type Changes<Fields> = { [Field in keyof Fields]?: Fields[Field] | undefined };

/** What is absent stays. */
export type ConnectorChanges = Changes<Pick<Connector, 'name' | 'description' | 'staleGraceMs'>> &
  NamedLevel &
  Changes<CustomSettings> & { authorized: boolean };

/**
 * @returns undefined when nothing would change: then there is no new version either
 * @throws IllegalTransition, FieldNotOfKind, AccessLevelUnclear, ValidationUrlElsewhere, ConsentMissing
 */
export function update(connector: Connector, wanted: ConnectorChanges, act: Act): ConnectorEvent | undefined {
  const state = next(connector.state, 'update');
  const { name = connector.name, description = connector.description, staleGraceMs = connector.staleGraceMs } = wanted;
  const custom = changedSettings(connector, wanted);
  const accessLevel = findNamedLevel(wanted) ?? connector.accessLevel;
  const changed = { ...connector, name, description, accessLevel, custom, staleGraceMs };
  const changedFields = changedFieldsOf(connector, changed);
  if (changedFields.length === 0) return undefined;
  const consent = isRaised(connector.accessLevel, accessLevel) ? consentOf(wanted.authorized, accessLevel, act) : connector.consent;
  return { type: 'ConnectorUpdated', connector: moved({ ...changed, state, consent }, act), actor: act.actor, changedFields };
}

function changedSettings({ kind, custom }: Connector, wanted: ConnectorChanges): CustomSettings | null {
  const foreign = (custom === null ? customFields : (['scopes'] as const)).find((field) => wanted[field] !== undefined);
  if (foreign) throw new FieldNotOfKind(foreign, kind);
  if (custom === null) return null;
  const { resourceDomain = custom.resourceDomain, authentication = custom.authentication, validationUrl = custom.validationUrl } = wanted;
  const changed = { resourceDomain, authentication, validationUrl };
  requireValidationAtResource(changed);
  return changed;
}

function changedFieldsOf(before: Connector, after: Connector): string[] {
  const common = (['name', 'description', 'accessLevel', 'staleGraceMs'] as const).filter((field) => before[field] !== after[field]);
  return before.custom && after.custom ? [...common, ...changedCustomFields(before.custom, after.custom)] : common;
}
