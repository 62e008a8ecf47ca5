import { problemsOf, unknownMetrics } from './judge.ts';

const runbook = 'deploy/docs/runbooks/lamp.md';
const known = {
  metrics: new Set(['patchbay_lamp_on', 'patchbay_lamp_seconds']),
  read: (file: string) => (file === runbook ? 'Alert `LampOff`: change it' : undefined),
};
const alert = { alert: 'LampOff', expr: 'max(patchbay_lamp_on) == 0', annotations: { runbook } };

describe('an alert', () => {
  it('asks for metrics that there are, and has a runbook that knows of it', () => {
    expect(problemsOf(alert, known)).toEqual([]);
  });

  it.each([
    [{ ...alert, expr: 'patchbay_lamp_off > 0' }, 'no code defines the metric patchbay_lamp_off'],
    [{ ...alert, annotations: {} }, 'names no file of deploy/docs/runbooks'],
    [{ ...alert, annotations: { runbook: 'README.md' } }, 'names no file of deploy/docs/runbooks'],
    [{ ...alert, annotations: { runbook: 'deploy/docs/runbooks/other.md' } }, 'other.md does not say what to do'],
    [{ ...alert, alert: 'LampDim' }, 'lamp.md does not say what to do'],
  ])('is refused otherwise', (bad, problem) => {
    expect(problemsOf(bad, known)).toEqual([expect.stringContaining(problem)]);
  });

  it('may ask for the series of a histogram', () => {
    expect(unknownMetrics('rate(patchbay_lamp_seconds_bucket[5m]) / patchbay_lamp_seconds_count', known.metrics)).toEqual([]);
  });
});
