import fc from 'fast-check';
import { render, scope, variables } from '../../../test/given-template.ts';
import { BadDate } from '../dates/bad-date.ts';
import type { Value } from '../values/value.ts';
import { BadTemplate } from './bad-template.ts';
import { filters } from './functions/filters.ts';
import { Template } from './template.ts';
import { TemplateFailed } from './template-failed.ts';

describe('what fails', () => {
  it('says in which field, and where in it', () => {
    expect(() => Template.compile('of {{ name }}: {{ name * 2 }}', 'body').render(scope())).toThrow(
      /^body, at character 16: a template calculates/,
    );
    expect(() => Template.compileExpression('"x" | date("yyyy")', 'inputVariable').evaluate(scope())).toThrow(
      /^inputVariable, at character 1: /,
    );
  });
});

describe('whatever an author writes', () => {
  const words = [
    '{{',
    '}}',
    '{%',
    '|',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ':',
    '.',
    '"',
    "'",
    '+',
    '-',
    '/',
    '%',
    '~',
    '?',
    'is',
    'not',
    'in',
    'and',
  ];
  const names = [
    'name',
    'order',
    'list',
    'missing',
    'ANI',
    'count',
    'empty',
    'odd',
    '1',
    '0',
    '2.5',
    '"a"',
    "'yyyy'",
    'now()',
    ...filters.keys(),
  ];
  const expression = fc.array(fc.constantFrom(...words, ...names), { maxLength: 12 }).map((parts) => `{{ ${parts.join(' ')} }}`);
  const call = fc
    .tuple(
      fc.constantFrom('name', 'list', 'order', 'count', 'missing', '"x"'),
      fc.constantFrom(...filters.keys()),
      fc.array(fc.constantFrom('1', '"a"', 'list', 'order', '-1'), { maxLength: 2 }),
    )
    .map(([value, filter, given]) => `{{ ${value} | ${filter}(${given.join(', ')}) }}`);

  const attempts = [
    (text: string) => Template.compile(text).render(scope()),
    (text: string) => Template.compile(text).evaluate(scope()),
    (text: string) => Template.compileExpression(text).evaluate(scope()),
  ];
  const bare = fc.array(fc.constantFrom(...words, ...names), { maxLength: 8 }).map((parts) => parts.join(' '));

  it('is compiled and rendered, or refused', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' }), expression, call, bare), (text) => {
        for (const attempt of attempts) {
          try {
            attempt(text);
          } catch (error) {
            expect([BadTemplate, TemplateFailed, BadDate].some((kind) => error instanceof kind)).toBe(true);
          }
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('any value is written down, compared and searched', () => {
    const every = Template.compile(
      '{{ any }}{{ any == other }}{{ any < other }}{{ any contains other }}{{ any ~ other }}{{ any | length }}{{ any | first }}{{ any is empty }}{{ any | json }}{{ any.length }}{{ any[other] }}{{ any | urlencode }}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (any, other) => {
        variables.any = any as Value;
        variables.other = other as Value;
        expect(typeof every.render(scope())).toBe('string');
      }),
    );
  });
});

describe('limits', () => {
  beforeAll(() => {
    variables.big = 'ab'.repeat(300_000);
    variables.wide = 'Ж'.repeat(20_000);
    variables.hollow = Array.from({ length: 20_000 }, () => []);
    variables.blanks = ' '.repeat(600_000);
    variables.spelled = Array.from({ length: 20_000 }, (_, index) => `${' '.repeat(30)}${index}`);
  });

  it.each([
    ['a text that grows', '{{ big ~ big }}'],
    ['a replacement that grows', '{{ big | replace({"a": "aaaaaaaaaa"}) }}'],
    ['many parts', '{{big}}{{big}}'],
    ['many comparisons', `{{ ${'big == (big | lower) and '.repeat(40)} yes }}`],
    ['many dates', '{{ now() | date("yyyy") }}'.repeat(1_500)],
    ['many empty lists', '{{ hollow.charAt(0) }}'.repeat(1_000)],
    ['many blanks before a date', '{{ blanks | date("yyyy") }}'.repeat(1_000)],
    ['many texts that could be numbers', '{{ 99 in spelled }}'.repeat(1_000)],
    ['many characters to escape', '{{ blanks | json }}'.repeat(10)],
    ['many joins', `{{ [${'big,'.repeat(20)} big] | join("") }}`],
  ])('stops %s', (_what, text) => {
    expect(() => render(text)).toThrow(TemplateFailed);
  });

  it.each([
    'big contains "x"',
    'numbers contains 99',
    'map | first',
    'map | length',
    'map is empty',
    'numbers | slice(1)',
    'numbers + 1',
    'numbers == "x"',
    'numbers ~ ""',
    'numbers | join("")',
    'hollow.toString() | length',
    'blanks | numberformat("0")',
    'blanks == true',
    '"a" | base64encode',
    '"a" | base64decode',
    '"abc" | replace(map)',
    'wide | urlencode | length',
    'wide.toUpperCase() | length',
    'wide | base64encode | length',
    'now() | date("zzzz", timeZone="America/Toronto")',
    '1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1',
  ])('lets nobody repeat %s without end', (expression) => {
    variables.numbers = Array.from({ length: 100_000 }, (_, index) => index % 10);
    variables.map = Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [`k${index}`, index]));
    const shared = scope();
    const template = Template.compile(`{{ ${expression} }}`);
    expect(() => {
      for (let count = 0; count < 60_000; count += 1) template.evaluate(shared);
    }).toThrow(TemplateFailed);
  });

  const mebibyte = 1_048_576;
  const wide = 'Ж'.repeat(20_000);

  it.each([
    ['one more byte than 1 MiB', `{{ half ~ half }}x`],
    ['characters of two bytes', '{{wide}}'.repeat(27)],
    ['characters of three bytes', '{{ euros ~ euros }}'],
    ['a list of one text many times', `{{ [${Array(60).fill('wide').join(', ')}] }}`],
  ])('makes no text of more than 1 MiB: %s', (_what, text) => {
    variables.half = 'a'.repeat(mebibyte / 2);
    variables.euros = '€'.repeat(200_000);
    expect(() => Template.compile(text).evaluate(scope())).toThrow(TemplateFailed);
    expect(() => render(text)).toThrow(TemplateFailed);
  });

  it('makes one of 1 MiB, whatever its characters', () => {
    variables.half = 'a'.repeat(mebibyte / 2);
    expect(render('{{half}}{{half}}')).toHaveLength(mebibyte);
    expect(render('{{wide}}'.repeat(26))).toBe(wide.repeat(26));
  });

  it('lets a large value through that it did not make', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => index);
    variables.rows = rows;
    expect(Template.compile('{{rows}}').evaluate(scope())).toBe(rows);
  });

  it('writes down no value that is nested deeper than the stack', () => {
    variables.nested = Array.from({ length: 100_000 }).reduce<Value>((inner) => [inner], 1);
    expect(() => render('{{ nested }}')).toThrow('nested too deep');
  });

  it('counts the work of a whole execution', () => {
    const shared = scope();
    const template = Template.compile('{{ big | lower }}');
    expect(() => {
      for (let count = 0; count < 100; count += 1) template.render(shared);
    }).toThrow(TemplateFailed);
  });
});
