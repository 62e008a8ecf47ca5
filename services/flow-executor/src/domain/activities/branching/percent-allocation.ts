import { numberOf } from '../../values/value.ts';
import { type ActivityKind, exitBy, type Step } from '../activity.ts';
import { type ActivitySource, textIn } from '../activity-source.ts';

interface Share {
  percent: number;
  description: string;
  exit: Step;
}

const maxShares = 10;

/** By chance, each exit as often as its share says. */
export const percentAllocation: ActivityKind = {
  exits: ({ allocations }) => (Array.isArray(allocations) ? allocations.filter((one) => typeof one !== 'object').map(textIn) : []),
  compile(source) {
    const shares = sharesOf(source);
    return {
      run(scope) {
        const { percent, description, exit } = drawn(shares, scope.random() * 100);
        scope.setOutputs(source.label, { percentage: percent, description });
        return exit;
      },
    };
  },
};

const none: Share = { percent: 0, description: '', exit: exitBy('0') };

function drawn(shares: readonly Share[], number: number): Share {
  let sum = 0;
  for (const share of shares) {
    sum += share.percent;
    if (number < sum) return share;
  }
  return shares.findLast(({ percent }) => percent > 0) ?? none;
}

function sharesOf(source: ActivitySource): Share[] {
  const ports = source.list('allocations');
  const inputs = [source.list('allocations:input'), source.list('allocations_input')].find(({ length }) => length > 0) ?? ports;
  const shares = ports.map((port, index) => shareOf(inputs[index], typeof port === 'object' ? String(index) : textIn(port)));
  const sum = shares.reduce((total, { percent }) => total + percent, 0);
  if (shares.length > maxShares) source.error('flow.limit', `it has more than ${maxShares} shares: split it`);
  if (sum !== 100) source.error('flow.limit', `its shares are ${sum} % together: make them 100 %`);
  return shares;
}

/** Written as JSON, or as it is. */
function shareOf(input: unknown, port: string): Share {
  const { percent, desc } = recordIn(input);
  const description = textIn(desc);
  const number = numberOf(textIn(percent)) ?? 0;
  // A flow that is written by hand is wired by descriptions.
  return { percent: Math.max(0, number), description, exit: { kind: 'exit', port, otherwise: exitBy(description) } };
}

function recordIn(input: unknown): { percent?: unknown; desc?: unknown } {
  if (typeof input === 'object' && input !== null) return input;
  try {
    const parsed: unknown = JSON.parse(textIn(input));
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}
