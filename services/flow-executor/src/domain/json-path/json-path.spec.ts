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

describe('what is refused', () => {
  it.each([
    ['$.', ''],
    ['$[', ''],
    ['$.a[?(@.b =~ /x/)]', ''],
    ['$[?match(@.a, "(a+)+$")]', ''],
    ['$[?search(@.a, "(a+)+$")]', ''],
    [`$.${'a'.repeat(1_000)}`, 'longer than 1000'],
    ['$..a..b', '".." once'],
    ['$[?@.a][?@.b][?@.c]', 'two filters'],
    ['$[?@.a == $.b]', 'its own element'],
    ['$[0,0][0,0][0,0][0,0][0,0][0,0]', 'six members'],
  ])('%s', (path, message) => {
    expect(() => JsonPath.compile(path)).toThrow(BadJsonPath);
    expect(() => JsonPath.compile(path)).toThrow(message);
  });

  it('searches no document that is too large, but reads a place in it', () => {
    const large = Array.from({ length: 30_000 }, (_, index) => index);
    expect(() => JsonPath.compile('$..x').find(large)).toThrow(BadJsonPath);
    expect(JsonPath.compile('$[29999]').find(large)).toBe(29_999);
  });
});
