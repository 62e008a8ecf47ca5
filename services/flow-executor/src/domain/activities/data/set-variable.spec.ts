import { assign, speak } from '../../../../test/given-flow.ts';
import { failuresOf, playActivities } from '../../../../test/given-run.ts';

describe('set-variable', () => {
  const variables = [
    { name: 'text' },
    { name: 'count', type: 'INTEGER', value: '1' },
    { name: 'flag', type: 'BOOLEAN', value: 'False' },
    { name: 'list', type: 'JSON', value: '[1,2]' },
    { name: 'rate', type: 'DECIMAL', value: null },
  ];

  it.each([
    ['text', 'sales.wav', 'sales.wav'],
    ['text', 'Hi {{count}}', 'Hi 1'],
    ['text', '{{ list }}', '[1,2]'],
    ['count', '{{ count + 1 }}', '2'],
    ['count', ' 07 ', '7'],
    ['flag', 'True', 'true'],
    ['list', '{"a": {"b": 5}}', '{"a":{"b":5}}'],
    ['list', '{{ missing }}', ''],
    ['rate', '1.50', '1.5'],
  ])('sets %s to %j', (variable, expr, expected) => {
    const { commands } = playActivities(
      { Set: assign(variable, expr), Say: speak(`{{${variable}}}`) },
      ['Set -out-> Say', 'Say -default-> Done'],
      variables,
    );
    expect(commands).toEqual([`play ${expected}`]);
  });

  it('takes the whole list where there is one, in its order', () => {
    const set = {
      activityName: 'set-variable',
      srcVariable: 'text',
      expr: 'ignored',
      setVariablesArray: [
        { srcVariable: 'text', expr: 'a' },
        { srcVariable: 'count', expr: '5' },
        { srcVariable: 'text', expr: '{{text}}{{count}}' },
      ],
    };
    expect(playActivities({ Set: set, Say: speak('{{text}}') }, ['Set -out-> Say', 'Say -default-> Done'], variables).commands).toEqual([
      'play a5',
    ]);
  });

  it('leaves by its error exit when a value does not fit', () => {
    const { commands, run } = playActivities(
      { Set: assign('count', 'many'), Oops: speak('oops'), Say: speak('fine') },
      ['Set -out-> Say', 'Set -error-> Oops', 'Oops -default-> Done', 'Say -default-> Done'],
      variables,
    );
    expect(commands).toEqual(['play oops']);
    expect(failuresOf(run)).toEqual(['Set flow.conversion-failed']);
  });
});
