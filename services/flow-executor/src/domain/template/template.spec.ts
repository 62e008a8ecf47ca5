import { now, render, scope, variables } from '../../../test/given-template.ts';
import type { Value } from '../values/value.ts';
import { BadTemplate } from './bad-template.ts';
import { Template } from './template.ts';

describe('text', () => {
  it.each([
    ['no template at all }} { { stays', 'no template at all }} { { stays'],
    ['', ''],
    ['Hello {{name}}, call {{ count }}!', 'Hello Ada, call 3!'],
    ['{{name}}{{name}}', 'AdaAda'],
    ['{"a":{{count}}}', '{"a":3}'],
    ['{"query":"{ a { b { c }}}", "x": "{{name}}"}}', '{"query":"{ a { b { c }}}", "x": "Ada"}}'],
    ['{{ANI | replace({"+1":""})}}}', '4165550123}'],
    ['{{"english"}}', 'english'],
    ['{{ missing }}{{ Missing.output }}{{ order.missing.deeper }}', ''],
    ['{{ order }}', '{"id":7,"lines":[{"sku":"x"}],"key with blanks":1,"length":"own"}'],
    ['{{ nothing }}', ''],
    ['{{ yes }}', 'true'],
  ])('renders %j as %j', (text, expected) => {
    expect(render(text)).toBe(expected);
  });
});

describe('expressions', () => {
  it.each<[string, Value]>([
    ['NewPhoneContact.ANI', '+14165550123'],
    ['NewPhoneContact.ani', '+14165550123'],
    ['GetCustomer.httpResponseHeaders["Retry-After"]', '7'],
    ['NewPhoneContact.Headers["X-Caller"]', 'gold'],
    ['order.id', 7],
    ['order.lines[0].sku', 'x'],
    ['order["key with blanks"]', 1],
    ['order.lines[9]', null],
    ['order.length', 'own'],
    ['list[count - 1]', 'c'],
    ['list.length', 3],
    ['ANI.length -1', 11],
    // operators
    ['count +1', 4],
    ['(count % 2) + 1', 2],
    ['7 / 2', 3],
    ['rate * 2', 5],
    ['rate / 2', 1.25],
    ['-count + 10', 7],
    ['"a" + 1 + 2', 'a12'],
    ['"(" + (ANI | slice(2,5)) + ")"', '(416)'],
    ['nothing + 1', 1],
    ['"5" * "4"', 20],
    ['Collect.DigitsEntered ~ "00"', '1200'],
    ['GetCustomer.httpStatusCode / 100 == 2', true],
    ['"204" equals GetCustomer.httpStatusCode', true],
    ['GetCustomer.httpStatusCode == 200', false],
    ['name == "Ada"', true],
    ["name != 'Bob'", true],
    ['text == false', true],
    ['missing == ""', true],
    ['nothing == 0', false],
    ['list == list', true],
    ['count <= 3 and rate > 2', true],
    ['"b" < "c"', true],
    ['nothing < 5', false],
    ['10 > "9"', true],
    ['(GetCustomer.httpResponseBody contains "Not Processed")', true],
    ['["+44", "+1"] contains "+1"', true],
    ['order contains "id"', true],
    ['nothing contains ""', false],
    ['count is odd', true],
    ['count is even and ANI.length == 12', false],
    ['count is not even or missing.boom.bang', true],
    ['not yes', false],
    ['not count == 4', true],
    ['blank is empty', true],
    ['none_of_it is empty', true],
    ['name is not empty', true],
    ['missing is null', true],
    ['count > 2 ? "many" : "few"', 'many'],
    ['count > 5 ? "many" : count > 2 ? "some" : "few"', 'some'],
    ['{"a": [1, 2]}', { a: [1, 2] }],
    ['[]', []],
    ['null', null],
    ["'it\\'s'", "it's"],
    // precedence: `~` before `|` before arithmetic
    ['"1" ~ "2" | length', 2],
    ['2 * "abc" | length', 6],
    ['1 + 2 * 3', 7],
    ['1 + 1 == 2 and 3 > 2 or missing', true],
    ['missing or yes and not yes', false],
    ['now() | epoch(inMillis=true) - 604800000', now.getTime() - 604_800_000],
    // filters
    ['now()', '2025-02-06T21:09:02.712Z[UTC]'],
    ['now() | epoch', Math.floor(now.getTime() / 1_000)],
    ['"31.01.2026" | epoch(format="dd.MM.yyyy")', Date.UTC(2026, 0, 31) / 1_000],
    ['now() | replace({"[UTC]": ""})', '2025-02-06T21:09:02.712Z'],
    ['ANI|slice(1)', '14165550123'],
    ['ANI | slice (ANI.length -10, ANI.length)', '4165550123'],
    ['"911" | slice("911".length - 10)', '911'],
    ['list | slice(1)', ['b', 'c']],
    ['ANI | urlencode', '%2B14165550123'],
    ['"a b~(é)" | urlencode', 'a+b%7E%28%C3%A9%29'],
    ['order.lines | json', '[{"sku":"x"}]'],
    ["quoted | escape('json')", 'say \\"hi\\"\\n'],
    ['"a-b-c" | split("-") | first', 'a'],
    ['"a|b|c" | split("\\|") | last', 'c'],
    ['"abc" | last', 'c'],
    ['list | join(", ")', 'a, b, c'],
    ['name | lower', 'ada'],
    ['name | upper', 'ADA'],
    ['list | length', 3],
    ['missing | default("x")', 'x'],
    ['name | default("x")', 'Ada'],
    ['1234.555 | numberformat("#,##0.00")', '1,234.56'],
    ['7 | numberformat("000")', '007'],
    ['2.5 | numberformat("#")', '2'],
    ['day | date("yyyy-MM-dd", existingFormat="yyyyMMdd")', '2026-01-31'],
    ['clock | date("h:mm a", existingFormat="hh:mm:ss")', '2:05 PM'],
    [
      'now() | date("yyyy-MM-dd HH:mm:ss", existingFormat="yyyy-MM-dd\'T\'HH:mm:ss.SSS\'Z\'", timeZone="America/Toronto")',
      '2025-02-06 16:09:02',
    ],
    ['missing | date("yyyy")', ''],
    // methods of Java's texts
    ['"a|b".split("\\|")', ['a', 'b']],
    ['(ANI).replace("+", "00")', '0014165550123'],
    ['name.toLowerCase()', 'ada'],
    ['name.substring(1)', 'da'],
    ['name.equals("Ada")', true],
    ['name.equalsIgnoreCase("ADA")', true],
    ['name.startsWith("A") and name.endsWith("a")', true],
    ['name.indexOf("d")', 1],
    ['name.lastIndexOf("z")', -1],
    ['name.concat("!")', 'Ada!'],
    ['name.charAt(1)', 'd'],
    ['name.isEmpty()', false],
    ['name.contains("d")', true],
    ['list.get(1)', 'b'],
    ['list.size()', 3],
    ['count.toString()', '3'],
    ['name.trim().toUpperCase()', 'ADA'],
    // and what Pebble has besides
    ['"a" in list', true],
    ['name is defined', true],
    ['list is iterable', true],
    ['order is map', true],
    ['-count | abs', 3],
    ['"ada" | capitalize', 'Ada'],
    ['name | raw', 'Ada'],
    ['"usér:päss" | base64encode', 'dXPDqXI6cMOkc3M='],
    ['"dXPDqXI6cMOkc3M=" | base64decode', 'usér:päss'],
    ['null | json', 'null'],
  ])('%s', (expression, expected) => {
    expect(Template.compile(`{{ ${expression} }}`).evaluate(scope())).toEqual(expected);
    expect(Template.compileExpression(expression).evaluate(scope())).toEqual(expected);
  });

  it('keeps a list a list only where it is the whole text', () => {
    expect(Template.compile(' {{list}}\n').evaluate(scope())).toEqual(['a', 'b', 'c']);
    expect(Template.compile('x{{list}}').evaluate(scope())).toBe('x["a","b","c"]');
  });

  it('knows what it reads, and where', () => {
    const { reads } = Template.compile('{{ a.b + c }}{{ x | date("y", timeZone=zone) }}');
    expect(reads).toEqual([
      { name: 'a', position: 3 },
      { name: 'c', position: 9 },
      { name: 'x', position: 16 },
      { name: 'zone', position: 39 },
    ]);
  });

  it('never evaluates what it made', () => {
    variables.injected = '{{ name }}';
    expect(render('{{ injected }}')).toBe('{{ name }}');
  });
});

describe('what cannot be compiled', () => {
  it.each([
    ['{{[phoneNumber}}', 14, '"]" is needed instead of "}"'],
    ['{{ }}', 3, 'a value is needed instead of "}"'],
    ['ok {{ name', 10, '"}" is needed instead of the end'],
    ['ok {{ name | shout }}', 13, 'there is no filter shout'],
    ['{{ name', 7, '"}" is needed instead of the end'],
    ['{{ name } }', 9, '"}}" is needed without a blank'],
    ['{{ name | shout }}', 10, 'there is no filter shout'],
    ['{{ name | slice(1,2,3) }}', 10, 'takes 2 arguments'],
    ['{{ now() | epoch(millis=true) }}', 11, 'no argument millis'],
    ['{{ count is prime }}', 12, 'there is no test prime'],
    ['{{ eval("1") }}', 3, 'there is no function eval'],
    ['{{ name.getClass() }}', 16, 'there is no method getClass'],
    ['{{ a # b }}', 5, '"#" is not understood'],
    ['{{ "open }}', 3, '""" is not understood'],
    ['{{ {1: 2} }}', 4, 'a key is needed'],
    ['{{ name }} {% if x %}', 11, 'statements ({% %}) are not supported'],
  ])('%s', (text, position, message) => {
    expect(() => Template.compile(text)).toThrow(BadTemplate);
    expect(() => Template.compile(text)).toThrow(expect.objectContaining({ position, message: expect.stringContaining(message) }));
  });

  it.each([
    ['/query?q=%25{{[phone}}%25&n={{ name }}', '/query?q=%25{{[phone}}%25&n=Ada', [20]],
    ['{"a":{{{name}}}', '{"a":{Ada}', [12]],
    ['{{a b}} {{ name }} {{ }}', '{{a b}} Ada {{ }}', [4, 22]],
  ])('leaves what is no expression in the text as it is written: %s', (text, made, positions) => {
    const template = Template.compile(text);
    expect(template.render(scope())).toBe(made);
    expect(template.malformed.map(({ position }) => position)).toEqual(positions);
  });

  it('refuses what is not an expression to its end', () => {
    expect(() => Template.compileExpression('a b')).toThrow('"b" is not expected at character 3');
  });

  it.each([
    ['an expression that nests too deep', `{{ ${'('.repeat(2_000)}1${')'.repeat(2_000)} }}`],
    ['a chain that is too long', `{{ 1${' + 1'.repeat(2_000)} }}`],
    ['a text that is too long', 'x'.repeat(100_001)],
  ])('refuses %s', (_what, text) => {
    expect(() => Template.compile(text)).toThrow(BadTemplate);
  });
});

describe('values that do not fit', () => {
  it.each([
    ['name * 2', 'no number'],
    ['1 / 0', 'divides by zero'],
    ['1 % nothing', 'divides by zero'],
    ['"a1b" | split("\\d")', 'splits by a pattern'],
    ['name | replace("a")', 'needs a map'],
    ['name | numberformat("#")', 'needs a number'],
    ['"x" | date("yyyy")', 'without a pattern'],
    ['"x" | date("yyyy", existingFormat="yyyy")', 'does not fit the date pattern'],
    ['now() | date("yyyy", timeZone="Mars/Olympus")', 'time zone is not known'],
    ['"n:o" | base64decode', 'in Base64'],
  ])('%s', (expression, message) => {
    expect(() => render(`{{ ${expression} }}`)).toThrow(message);
  });
});

describe('what an author must not reach', () => {
  it.each([
    'name.constructor',
    'order.constructor',
    'order["__proto__"]',
    'order.toString',
    'list.constructor',
    'list["map"]',
    'constructor',
    '__proto__',
    'toString',
  ])('%s is empty', (expression) => {
    expect(Template.compile(`{{ ${expression} }}`).evaluate(scope())).toBeNull();
  });

  it('makes maps without a prototype', () => {
    const map = Template.compile('{{ {"__proto__": {"polluted": true}} }}').evaluate(scope());
    expect(Object.getPrototypeOf(map)).toBeNull();
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
