import fc from 'fast-check';
import { NotJson } from '../values/parse-json.ts';
import type { Value } from '../values/value.ts';
import { type DocumentType, documentTypeOf, readDocument } from './read-document.ts';
import { UnreadableDocument } from './unreadable-document.ts';

const plain = (value: Value): unknown => JSON.parse(JSON.stringify(value));
const read = (type: DocumentType, text: string) => plain(readDocument(type, text));

describe('a document', () => {
  it.each<[string, DocumentType | undefined]>([
    ['', 'JSON'],
    ['JSON', 'JSON'],
    ['Application/JSON', 'JSON'],
    [' xml ', 'XML'],
    ['YAML', 'YAML'],
    ['toml', 'TOML'],
    ['CSV', undefined],
    ['constructor', undefined],
  ])('of the content type %j is read as %s', (text, type) => {
    expect(documentTypeOf(text)).toBe(type);
  });

  it.each<[DocumentType, string, unknown]>([
    ['JSON', '{"a": [1, 12345678901234567890]}', { a: [1, '12345678901234567890'] }],
    ['XML', '<?xml version="1.0"?><r><id>7</id><tag>a</tag><tag>b</tag></r>', { r: { id: '7', tag: ['a', 'b'] } }],
    ['XML', '<r id="7">two <b>&lt;&amp;&#65;</b><![CDATA[<x>]]></r>', { r: { id: '7', b: '<&A', content: 'two <x>' } }],
    ['XML', '<r><!-- none --><empty/></r>', { r: { empty: '' } }],
    ['XML', '<s:Envelope xmlns:s="u"><s:Body/></s:Envelope>', { 's:Envelope': { 'xmlns:s': 'u', 's:Body': '' } }],
    [
      'YAML',
      'a: 1\nb: [yes, ~, 2020-01-01]\nc: &x {d: e}\nf: *x\n',
      { a: 1, b: ['yes', null, '2020-01-01'], c: { d: 'e' }, f: { d: 'e' } },
    ],
    ['YAML', '', null],
    ['YAML', 'a: .nan', { a: 'NaN' }],
    [
      'TOML',
      'a = 1\nat = 2026-01-02T03:04:05Z\nbig = 9007199254740993\n[[b]]\nc = "d"\n',
      { a: 1, at: '2026-01-02T03:04:05.000Z', big: '9007199254740993', b: [{ c: 'd' }] },
    ],
  ])('of %s becomes what JSON can say: %j', (type, text, expected) => {
    expect(read(type, text)).toEqual(expected);
  });

  it.each<[string, DocumentType, string]>([
    ['JSON that is none', 'JSON', '{oops'],
    ['XML that is none', 'XML', '<a><b></a>'],
    ['XML without a root', 'XML', 'text'],
    ['YAML that is none', 'YAML', 'a: [1'],
    ['YAML of several documents', 'YAML', 'a: 1\n---\nb: 2'],
    ['TOML that is none', 'TOML', 'a ='],
    ['entities that expand', 'XML', '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><r>&b;</r>'],
    ['a document type', 'XML', '<!DOCTYPE r><r/>'],
    ['an entity of another file', 'XML', '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'],
    ['an entity that nobody defined', 'XML', '<r>&nbsp;</r>'],
    [
      'aliases that expand',
      'YAML',
      `a0: &a0 [x,x,x,x,x,x,x,x,x]\n${'123456'.replace(/\d/g, (n) => `a${n}: &a${n} [${`*a${Number(n) - 1},`.repeat(9)}]\n`)}`,
    ],
    ['an alias of itself', 'YAML', 'a: &x [*x]'],
    ['types that run code', 'YAML', 'a: !!js/function "function () {}"'],
    ['XML nested too deep', 'XML', '<a>'.repeat(50_000)],
    ['YAML nested too deep', 'YAML', '['.repeat(60_000)],
    ['TOML nested too deep', 'TOML', `a=${'['.repeat(60_000)}`],
    ['JSON nested too deep', 'JSON', '['.repeat(500) + ']'.repeat(500)],
    ['JSON nested far too deep', 'JSON', '['.repeat(500_000) + ']'.repeat(500_000)],
    [
      'objects with too many members',
      'JSON',
      JSON.stringify(Object.fromEntries(Array.from({ length: 5_001 }, (_, index) => [`k${index}`, 1]))),
    ],
    ['XML that is too long', 'XML', `<a>${'x'.repeat(300_000)}</a>`],
    ['YAML that is too long', 'YAML', 'x'.repeat(70_000)],
    ['TOML that is too long', 'TOML', `a="${'x'.repeat(70_000)}"`],
  ])('is refused: %s', (_what, type, text) => {
    expect.assertions(1);
    try {
      readDocument(type, text);
    } catch (error) {
      expect([UnreadableDocument, NotJson].some((kind) => error instanceof kind)).toBe(true);
    }
  });

  it.each<[DocumentType, string]>([
    ['JSON', '{"__proto__": {"polluted": true}}'],
    ['XML', '<__proto__ polluted="true"><constructor>x</constructor></__proto__>'],
    ['YAML', '__proto__: {polluted: true}\na: &x {<<: {polluted: true}}'],
    ['TOML', '[__proto__]\npolluted = true'],
  ])('of %s reaches no prototype', (type, text) => {
    const value = readDocument(type, text) as Record<string, unknown>;
    expect([({} as { polluted?: boolean }).polluted, value.polluted]).toEqual([undefined, undefined]);
  });

  const signs = fc.array(
    fc.constantFrom('<', '>', '/', 'a', '=', '"', '&', ';', '[', ']', '{', '}', ':', '-', '\n', ' ', '*', '!', '#', '1', '&x', '*x', '<<'),
  );
  const text = fc.oneof(
    fc.string(),
    signs.map((parts) => parts.join('')),
  );
  it.each<[DocumentType]>([['JSON'], ['XML'], ['YAML'], ['TOML']])('of %s is read or refused, whatever it is', (type) => {
    fc.assert(
      fc.property(text, (content) => {
        try {
          plain(readDocument(type, content));
        } catch (error) {
          expect([UnreadableDocument, NotJson].some((kind) => error instanceof kind)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
