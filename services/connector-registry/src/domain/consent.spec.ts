import { later } from '../../test/given.ts';
import { ConsentMissing, ConsentTextNotFound } from './connector-errors.ts';
import { consentOf, getConsentText } from './consent.ts';

describe('consentOf', () => {
  const act = { actor: 'ada', at: later };

  it('is of who acts, now, for the level, to the text that is current', () => {
    const { textVersion } = getConsentText();
    expect(consentOf(true, 'READ_WRITE', act)).toEqual({ userId: 'ada', accessLevel: 'READ_WRITE', textVersion, at: later });
  });

  it('is refused by who does not authorize', () => {
    expect(() => consentOf(false, 'READ_ONLY', act)).toThrow(ConsentMissing);
  });
});

describe('getConsentText', () => {
  it('has every text that was consented to, a wording for each level', () => {
    const { texts } = getConsentText('2026-01');
    expect(texts.READ_ONLY).toContain('only read');
    expect(texts.READ_WRITE).toContain('create, change and delete');
  });

  it('has no other', () => {
    expect(() => getConsentText('1999-01')).toThrow(ConsentTextNotFound);
  });
});
