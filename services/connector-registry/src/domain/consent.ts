import type { AccessLevel } from './access-level.ts';
import { ConsentMissing, ConsentTextNotFound } from './connector-errors.ts';

/** The record of "I authorize": the token belongs to the organization, the authority to a person. */
export interface Consent {
  userId: string;
  accessLevel: AccessLevel;
  textVersion: string;
  at: Date;
}

export interface ConsentText {
  textVersion: string;
  texts: Readonly<Record<AccessLevel, string>>;
}

/** Every text that was ever shown, the current one last. None is ever changed, as there are consents to it: a new wording is a new version. */
const consentTexts: readonly [ConsentText, ...ConsentText[]] = [
  {
    textVersion: '2026-01',
    texts: {
      READ_ONLY:
        'I authorize this platform to call the API of this connector on behalf of my organization, from any of its published call flows, with requests that only read. ' +
        'The authorization belongs to the organization and stays when I leave it. It rests while the connector is inactive and ends when the connector is deleted.',
      READ_WRITE:
        'I authorize this platform to call the API of this connector on behalf of my organization, from any of its published call flows, with requests that read, create, change and delete. ' +
        'The authorization belongs to the organization and stays when I leave it. It rests while the connector is inactive and ends when the connector is deleted.',
    },
  },
];

/** @param textVersion undefined: the one that a consent is given to now. @throws ConsentTextNotFound */
export function getConsentText(textVersion?: string): ConsentText {
  const text = textVersion === undefined ? consentTexts.at(-1) : consentTexts.find((one) => one.textVersion === textVersion);
  if (!text) throw new ConsentTextNotFound(textVersion ?? '');
  return text;
}

/** To the text that is current. @throws ConsentMissing */
export function consentOf(authorized: boolean, accessLevel: AccessLevel, { actor, at }: { actor: string; at: Date }): Consent {
  if (!authorized) throw new ConsentMissing();
  return { userId: actor, accessLevel, textVersion: getConsentText().textVersion, at };
}
