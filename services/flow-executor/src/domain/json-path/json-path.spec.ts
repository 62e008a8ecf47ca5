import fc from 'fast-check';
import type { Value } from '../values/value.ts';
import { BadJsonPath } from './bad-json-path.ts';
import { JsonPath } from './json-path.ts';

const document: Value = {
  token: 't',
  transaction: { id: 9 },
  value: [{ contactid: 'c1' }, { contactid: 'c2' }],
  records: [{ Id: 'r0', Name: 'Ada', '.[x]': 'odd' }],
  'Retry-After': '7',
  'dialogflow.ccai.live-agent-escalation': { call_reason: 'cancel' },
  'previous-intent': { name: 'book' },
  empty: null,
  list: [
    { id: 1, description: '12' },
    { id: 2, description: '34' },
  ],
};

describe('find', () => {
  it.each<[string, Value | undefined]>([
    ['$.token', 't'],
    ['token', 't'],
    [' transaction.id ', 9],
    ['value[0].contactid', 'c1'],
    ['$.records.[0].Id', 'r0'],
    ["$.records[0]['.[x]']", 'odd'],
    ['$["Retry-After"]', '7'],
    ['$["dialogflow.ccai.live-agent-escalation"].call_reason', 'cancel'],
    ['$.previous-intent.name', 'book'],
    ['$.empty', null],
    ['$.records[0].*', ['r0', 'Ada', 'odd']],
    ['$..[?(@.description =="34")]', [{ id: 2, description: '34' }]],
    ['$.list[?(@.id > 1 && @.description)].description', ['34']],
    ['$.list[*].id', [1, 2]],
    ['$.list[-1:].id', [2]],
    ['$..contactid', ['c1', 'c2']],
    ['$.missing', undefined],
    ['$.list[5].id', undefined],
    ['$.token.length', undefined],
    ['$.constructor', undefined],
    ['$.list[?(@.id > 5)]', []],
    ['$.list[?(@.id == "1")].id', [1]],
    ['$.list[?@.description == 34].id', [2]],
    ['$.list[?@.description >= "34" || @.id == 1].id', [1, 2]],
    ['$.list[?!(@.id == 1)].id', [2]],
    ['$.list[?@.id != null].id', [1, 2]],
    ['$.list[?@.gone == @.lost].id', [1, 2]],
    ['$.list[?length(@.description) == 2].id', [1, 2]],
    ['$.list[?count(@.*) == 2].id', [1, 2]],
    ['$.list[?value(@..id) == 2].id', [2]],
    ['$.list[?@ == $.list[1]].id', [2]],
    ['$.list[?@.id == true].id', []],
    ['$.list[::-1].id', [2, 1]],
    ['$.list[1:0:-1].id', [2]],
    ['$.list[::0]', []],
    ['$.list[-5:5].id', [1, 2]],
    ['$.list[1,0].id', [2, 1]],
    ['$..list..id', [1, 2]],
    ['$.list.length()', 2],
    ['token.size()', 1],
    ['$.list[?(@.id > 5)].length()', 0],
    ['$.transaction.id.length()', undefined],
    ['$.missing.length()', undefined],
    ['$.missing[*]', []],
  ])('%s', (path, expected) => {
    expect(JsonPath.compile(path).find(document)).toEqual(expected);
  });

  it('gives the whole document', () => {
    expect(JsonPath.compile('$').find(document)).toBe(document);
    expect(JsonPath.compile('$').find([1])).toEqual([1]);
  });

  it.each(['[0].ticketID', '$[0].ticketID'])('reads a list at the root with %s', (path) => {
    expect(JsonPath.compile(path).find([{ ticketID: 5 }])).toBe(5);
  });
});

function attempt(path: string, document: Value): unknown {
  try {
    return JsonPath.compile(path).find(document);
  } catch (error) {
    return (error as Error).constructor;
  }
}

describe('what is refused', () => {
  it.each([
    ['$.', 2, ''],
    ['$[', 2, ''],
    ['a.b[?(@.c =~ /x/)]', 10, ''],
    [' $.a[?(@.b =~ /x/)]', 11, ''],
    ['$[?match(@.a, "(a+)+$")]', 3, ''],
    ['$[?search(@.a, "(a+)+$")]', 3, ''],
    [`$.${'a'.repeat(1_000)}`, 1_000, 'longer than 1000'],
  ])('%s from character %i on', (path, position, message) => {
    expect(() => JsonPath.compile(path)).toThrow(BadJsonPath);
    expect(() => JsonPath.compile(path)).toThrow(expect.objectContaining({ position, message: expect.stringContaining(message) }));
  });

  it('a search that takes too many steps, but not the reading of one place', () => {
    const large = Array.from({ length: 100_000 }, (_, index) => index);
    expect(() => JsonPath.compile('$..x').find(large)).toThrow(BadJsonPath);
    expect(JsonPath.compile('$[99999]').find(large)).toBe(99_999);
  });

  it.each(['$..*..*..*', '$[?@[?@[?@.a]]]', '$[?count($..*) > 1]', '$[*,*,*,*,*][*,*,*,*,*]'])('what multiplies: %s', (path) => {
    const square = Array.from({ length: 200 }, () => Array.from({ length: 200 }, () => ({ a: { a: 1 } })));
    expect(() => JsonPath.compile(path).find(square)).toThrow(BadJsonPath);
  });

  const texts: Value = Array.from({ length: 10 }, () => 'x'.repeat(100_000));
  const repeated = (selector: string) => `$[${Array(150).fill(selector).join(',')}]`;

  it.each([repeated('*'), repeated('0'), repeated('::1'), '$[*,*].length()', '$..*'])('what finds the same again and again: %#', (path) => {
    const nested = Array.from({ length: 100 }).reduce<Value>((inner) => [inner, 'x'.repeat(5_000)], 1);
    const outcomes = [texts, nested].map((document) => attempt(path, document));
    for (const found of outcomes) expect(found === BadJsonPath || Buffer.byteLength(JSON.stringify(found)) <= 1_100_000).toBe(true);
    expect(outcomes.includes(BadJsonPath)).toBe(path !== '$[*,*].length()');
  });

  it('what finds less than 1 MiB of a document that is larger in bytes', () => {
    const wide = ['Ж'.repeat(300_000), 'Ж'.repeat(300_000), 'a'];
    expect(JsonPath.compile('$[2,2]').find(wide)).toEqual(['a', 'a']);
    expect(() => JsonPath.compile('$[0,1]').find(wide)).toThrow('more than 1 MiB');
  });

  it.each([
    ['==', '&&'],
    ['<', '||'],
    ['>=', '&&'],
  ])('long texts that are compared by %s again and again', (operator, connective) => {
    const comparisons = Array(70).fill(`@${operator}$[1]`).join(connective);
    expect(() => JsonPath.compile(`$[?${comparisons}]`).find(texts)).toThrow(BadJsonPath);
  });

  it('a document that is nested deeper than any that is parsed', () => {
    const deep = Array.from({ length: 100_000 }).reduce<Value>((inner) => [inner], 1);
    expect(() => JsonPath.compile('$..x').find(deep)).toThrow(BadJsonPath);
  });
});

describe('whatever is asked', () => {
  const sign = fc.constantFrom(
    '$',
    '@',
    '.',
    '..',
    '[',
    ']',
    '*',
    '?',
    '(',
    ')',
    '"',
    "'",
    '==',
    '&&',
    '!',
    ',',
    ':',
    '-1',
    '0',
    'a',
    'b',
    ' ',
  );
  const path = fc.oneof(
    fc.string(),
    fc.array(sign, { maxLength: 20 }).map((signs) => signs.join('')),
  );

  it('a path is compiled or refused', () => {
    fc.assert(
      fc.property(path, fc.jsonValue(), (text, value) => {
        try {
          JsonPath.compile(text).find(value as Value);
        } catch (error) {
          expect(error).toBeInstanceOf(BadJsonPath);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(['$', '$.a', '$[0]', '$..*', '$.*', '$[?@.a == @.b]', '$[?@ < 1]', '$[-2:]', '$..[?@.a].a', '$[::-1]', '$.a.length()'])(
    'any document can be read with %s',
    (text) => {
      const compiled = JsonPath.compile(text);
      fc.assert(fc.property(fc.jsonValue(), (value) => void compiled.find(value as Value)));
    },
  );
});
