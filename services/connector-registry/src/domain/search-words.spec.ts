import { wordsOf } from './search-words.ts';

describe('wordsOf', () => {
  it.each([
    ['CRM read', ['crm', 'read']],
    ['  CRM-read/crm ', ['crm', 'read']],
    ['\ufb01ne Straße 2', ['fine', 'straße', '2']],
    ['\u00c9tage', ['\u00e9tage']],
    ['हिन्दी', ['हिन्दी']],
    ['予約 システム', ['予約', 'システム']],
    ['--- !', []],
    ['', []],
  ])('of %j are %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });
});
