import { assign, end, givenFlowOf, request } from '../../../test/given-flow.ts';
import { readFlowExport } from '../flow/read-flow-export.ts';
import { checkTypes } from './check-types.ts';
import { Findings } from './findings.ts';

const variables = [{ name: 'x' }, { name: 'n', type: 'INTEGER' }, { name: 'b', type: 'BOOLEAN' }, { name: 'j', type: 'JSON' }];

function rowsOf(activity: Record<string, unknown>): string[] {
  const findings = new Findings();
  checkTypes(readFlowExport(givenFlowOf({ Act: activity, Done: end }, { variables })), findings);
  return findings.rows.map(({ severity, code, activityLabel }) => `${severity} ${code} ${activityLabel}`);
}

const assigning = (...rows: [string, string][]) => ({
  activityName: 'set-variable',
  setVariablesArray: rows.map(([srcVariable, expr]) => ({ srcVariable, expr })),
});
const reading = (outputVariable: string, jsonPathExp: string) => request({ outputVariableArray: [{ outputVariable, jsonPathExp }] });

describe('checkTypes', () => {
  it.each<[string, Record<string, unknown>]>([
    ['no number', assign('n', 'many')],
    ['no truth', assign('b', '1')],
    ['no JSON', assigning(['x', 'y'], ['j', '{a}'])],
  ])('refuses a literal that is %s', (_what, activity) => {
    expect(rowsOf(activity)).toEqual(['ERROR flow.type-mismatch Act']);
  });

  it('takes literals that fit, and whatever is only known in a call', () => {
    expect(rowsOf(assigning(['n', ' 7 '], ['b', 'True'], ['j', ''], ['x', '{a}'], ['n', '{{x}}'], ['ghost', 'y']))).toEqual([]);
  });

  it.each(['$..a', '$.a[*]', '$.a[?(@.b == 1)]', '$.a[0:2]', '$.a[0,1]', 'a.*'])(
    'warns of %s, which finds a list, for a number',
    (path) => {
      expect(rowsOf(reading('n', path))).toEqual(['WARNING flow.type-mismatch Act']);
      expect([...rowsOf(reading('j', path)), ...rowsOf(reading('x', path))]).toEqual([]);
    },
  );

  it.each(['$.a[0].b', "$['a*b,c']", '$["a..b"]', ''])('says nothing of %s', (path) => {
    expect(rowsOf(reading('n', path))).toEqual([]);
  });

  it('limits the rows of parse settings', () => {
    const rows = (length: number) =>
      request({ outputVariableArray: Array.from({ length }, () => ({ outputVariable: 'x', jsonPathExp: '$' })) });
    expect([rowsOf(rows(100)), rowsOf(rows(101))]).toEqual([[], ['ERROR flow.limit Act']]);
  });
});
