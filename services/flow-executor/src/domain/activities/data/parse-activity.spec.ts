import { speak } from '../../../../test/given-flow.ts';
import { playActivities } from '../../../../test/given-run.ts';

describe('parse-activity', () => {
  const variables = [
    { name: 'record', type: 'JSON', value: '[{"id": 7, "tags": ["a"]}]' },
    { name: 'text', value: '{"id": "x"}' },
    { name: 'broken', value: '{oops' },
    { name: 'VariableID', value: 'default' },
    { name: 'n', type: 'INTEGER', value: '0' },
    { name: 'nothing', type: 'JSON', value: '' },
  ];
  const parse = (inputVariable: string, outputVariable: string, jsonPathExp: string) => ({
    activityName: 'parse-activity',
    inputVariable,
    contentType: 'JSON',
    outputVariableArray: [
      { outputVariable, jsonPathExp },
      { outputVariable: 'Select', jsonPathExp: '' },
    ],
  });
  const links = ['Parse -default-> Say', 'Say -default-> Done'];

  it.each([
    ['record', 'n', '$[0].id', 'n', '7'],
    ['{{record}}', 'VariableID', '$[0].tags', 'VariableID', '["a"]'],
    ['text', 'VariableID', 'id', 'VariableID', 'x'],
    ['record', 'VariableID', '$[5].id', 'VariableID', 'default'],
    ['nothing', 'VariableID', '$.id', 'VariableID', 'default'],
    ['missing', 'VariableID', '$.id', 'VariableID', 'default'],
    ['NewPhoneContact.Headers', 'VariableID', '$["X-TIER"]', 'VariableID', 'gold'],
    ['record', 'VariableID', '$..[?(@.id == {{n + 7}})]', 'VariableID', '[{"id":7,"tags":["a"]}]'],
  ])('of %s puts into %s what is at %s', (input, variable, path, read, expected) => {
    expect(playActivities({ Parse: parse(input, variable, path), Say: speak(`{{${read}}}`) }, links, variables).commands).toEqual([
      `play ${expected}`,
    ]);
  });

  it.each([
    ['a text that is no JSON', 'broken', 'VariableID', '$.id'],
    ['a value that does not fit', 'record', 'n', '$[0].tags'],
  ])('fails on %s', (_what, input, variable, path) => {
    expect(playActivities({ Parse: parse(input, variable, path), Say: speak('fine') }, links, variables).outcome).toMatchObject({
      type: 'FAILED',
      code: 'PARSE',
      activityLabel: 'Parse',
    });
  });
});
