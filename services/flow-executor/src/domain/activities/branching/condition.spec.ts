import { speak } from '../../../../test/given-flow.ts';
import { playActivities } from '../../../../test/given-run.ts';

const cond = (expression: string) => ({ activityName: 'condition-activity', expression });

describe('condition-activity', () => {
  const variables = [
    { name: 'open', type: 'BOOLEAN', value: 'True' },
    { name: 'word', value: 'TRUE' },
    { name: 'ticket', value: 'null' },
    { name: 'n', type: 'INTEGER', value: '3' },
  ];

  it.each([
    ['{{ open }}', 'yes'],
    ['{{ word }}', 'yes'],
    ['{{ ticket == "null" }}', 'yes'],
    ['{{ ticket is not empty }}', 'yes'],
    ['{{ n > 3 }}', 'no'],
    ['{{ missing }}', 'no'],
    ['true', 'yes'],
  ])('%s says %s', (expression, expected) => {
    const { commands } = playActivities(
      { If: cond(expression), Yes: speak('yes'), No: speak('no') },
      ['If -true-> Yes', 'If -false-> No', 'Yes -default-> Done', 'No -default-> Done'],
      variables,
    );
    expect(commands).toEqual([`play ${expected}`]);
  });

  it('leaves by its error exit when the expression fails', () => {
    const { commands } = playActivities(
      { If: cond('{{ word * 2 == 4 }}'), Yes: speak('yes'), No: speak('no'), Oops: speak('oops') },
      ['If -true-> Yes', 'If -false-> No', 'If -error-> Oops', 'Yes -default-> Done', 'No -default-> Done', 'Oops -default-> Done'],
      variables,
    );
    expect(commands).toEqual(['play oops']);
  });
});
