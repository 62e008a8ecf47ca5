import { ConversionFailed, convert, type VariableType } from './convert.ts';
import { NotJson, parseJson } from './parse-json.ts';
import { numberOf, type Value } from './value.ts';

describe('convert', () => {
  it.each<[VariableType, Value, Value]>([
    ['STRING', 5, '5'],
    ['STRING', { a: [1] }, '{"a":[1]}'],
    ['STRING', null, ''],
    ['STRING', 'null', 'null'],
    ['STRING', ' ', ' '],
    ['INTEGER', '0', 0],
    ['INTEGER', '42.9', 42],
    ['INTEGER', null, null],
    ['INTEGER', '', null],
    ['DECIMAL', '-2.50', -2.5],
    ['BOOLEAN', 'True', true],
    ['BOOLEAN', false, false],
    ['JSON', ' {"a": 1}\n', { a: 1 }],
    ['JSON', [1], [1]],
    ['JSON', '', null],
    ['DATETIME', '2026-01-31', '2026-01-31'],
  ])('%s of %j', (type, value, expected) => {
    expect(convert('v', type, value)).toEqual(expected);
  });

  it.each<[VariableType, Value]>([
    ['INTEGER', 'secret'],
    ['INTEGER', true],
    ['INTEGER', '0x10'],
    ['DECIMAL', [1]],
    ['BOOLEAN', 'secret'],
    ['BOOLEAN', 1],
    ['JSON', '{secret'],
  ])('refuses %j %j, and does not repeat the value', (type, value) => {
    expect(() => convert('pin', type, value)).toThrow(ConversionFailed);
    expect(() => convert('pin', type, value)).toThrow(/^the value for the variable pin is no [A-Z]+: /);
    expect(() => convert('pin', type, value)).not.toThrow('secret');
  });
});

describe('parseJson', () => {
  it('keeps ids that a double cannot hold', () => {
    expect(parseJson('{"id": 12345678901234567890, "at": 1700000000000, "f": 0.1234567890123456, "t": "1234567890123456789"}')).toEqual({
      id: '12345678901234567890',
      at: 1_700_000_000_000,
      f: 0.123_456_789_012_345_6,
      t: '1234567890123456789',
    });
  });

  it.each(['', '{', 'undefined', '{"a": NaN}'])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(NotJson);
  });

  it('refuses a document that nests too deep', () => {
    expect(parseJson(`${'['.repeat(200)}${']'.repeat(200)}`)).toBeDefined();
    expect(() => parseJson(`${'['.repeat(201)}${']'.repeat(201)}`)).toThrow(NotJson);
    expect(() => parseJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toThrow(NotJson);
  });

  it('keeps what looks like a prototype a plain member', () => {
    const value = parseJson('{"__proto__": {"polluted": true}}');
    expect(Object.hasOwn(value as object, '__proto__')).toBe(true);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('numberOf', () => {
  it.each<[Value, number | undefined]>([
    ['12', 12],
    [' -1.5 ', -1.5],
    ['+14165550123', 14_165_550_123],
    ['.5', 0.5],
    ['', undefined],
    ['1e9', undefined],
    ['0x1', undefined],
    [true, undefined],
    [null, undefined],
    ['1'.repeat(100), undefined],
  ])('%j', (value, expected) => {
    expect(numberOf(value)).toBe(expected);
  });
});
