import { speak } from '../../../../test/given-flow.ts';
import { playActivities } from '../../../../test/given-run.ts';

describe('case-statement', () => {
  const variables = [
    { name: 'OK', type: 'INTEGER', value: '200' },
    { name: 'status', type: 'INTEGER', value: '200' },
    { name: 'closed', type: 'BOOLEAN', value: 'False' },
    { name: 'count', type: 'INTEGER', value: '4' },
  ];

  it.each([
    ['{{status}}', ['{{TOO_MANY}}', '{{OK}}'], '1'],
    ['{{status}}', ['404', '500'], 'default'],
    ['{{status}}', ['200', '200'], '0'],
    ['{{closed}}', ['True', 'false'], '1'],
    ['true', ['{{count is odd}}', '{{count is even and status == 200}}'], '1'],
    ['Track Package', ['track package', 'Track Package '], '1'],
  ])('%s among %j leaves by %s', (expression, values, expected) => {
    const activity = {
      activityName: 'case-statement',
      expression,
      menuLinks: values.map((_value, index) => String(index)),
      'menuLinks:input': values,
    };
    const { commands } = playActivities(
      { Case: activity, Zero: speak('0'), One: speak('1'), Else: speak('default') },
      ['Case -0-> Zero', 'Case -1-> One', 'Case -default-> Else', 'Zero -default-> Done', 'One -default-> Done', 'Else -default-> Done'],
      variables,
    );
    expect(commands).toEqual([`play ${expected}`]);
  });
});
