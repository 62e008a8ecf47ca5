import { type HolderModel, type ModelState, type Scale, startedHolder } from './model-state.ts';
import { type Invariant, type Rules, recordOf } from './rules.ts';
import type { Steps } from './steps.ts';

/** By how many ticks one clock may run away from another during a lease. */
const drift = 1;

export interface Place {
  state: ModelState;
  rules: Rules;
  scale: Scale;
  index: number;
  holder: HolderModel;
  steps: Steps;
}

const at = (to: ModelState, index: number): HolderModel => to.holders[index] as HolderModel;

/** R3 */
function apply(holder: HolderModel, version: number, rules: Rules): Invariant | undefined {
  const before = holder.version;
  if (rules.takes(before, version)) holder.version = version;
  if (holder.version >= 2) holder.hasStopped = true;
  return holder.version < before ? 'I3' : undefined;
}

/** Push and Kafka: any version that was ever committed, late, twice, in any order. */
export function pushSteps({ state, rules, index, holder, steps }: Place): void {
  for (let version = 1; version <= state.version; version++) {
    if (!rules.takes(holder.version, version)) continue;
    steps.add(`push v${version} to h${index}`, (to) => {
      if (version !== 2 || !rules.acknowledgesBeforeClosing) return apply(at(to, index), version, rules);
      at(to, index).hasStopped = true;
      at(to, index).owedVersion = 2;
      return undefined;
    });
  }
  if (holder.owedVersion > 0)
    steps.add(`h${index} closes late`, (to) => {
      at(to, index).owedVersion = 0;
      return apply(at(to, index), holder.owedVersion, rules);
    });
}

/** R5 */
export function acknowledgeSteps({ state, index, holder, steps }: Place): void {
  if (!holder.hasStopped || state.acknowledged[index]) return;
  steps.always(`acknowledgement of h${index} arrives`, (to) => {
    to.acknowledged[index] = true;
  });
}

/** R1, R2: a RENEW goes out, the registry takes its two steps, the grant comes back; each of them at any time, or never. */
export function renewSteps(place: Place): void {
  const { rules, scale, index, holder, steps } = place;
  steps.always(`h${index} renews`, (to) => {
    const { renewals } = at(to, index);
    for (const renewal of renewals) renewal.newest = false;
    if (renewals.length >= scale.renewals) renewals.shift();
    renewals.push({ age: 0, step: 1, version: 0, newest: true });
  });
  holder.renewals.forEach(({ step }, of) => {
    if (step === 3) grantSteps(place, of);
    else {
      const action = rules.grantOrder[step - 1];
      steps.always(`registry for h${index}: ${action}`, (to) => {
        const renewal = at(to, index).renewals[of];
        if (renewal === undefined) return;
        renewal.step++;
        if (action === 'write lease row') to.leaseRows[index] = true;
        else renewal.version = to.version;
      });
    }
  });
}

function grantSteps({ rules, scale, index, holder, steps }: Place, of: number): void {
  const granted = holder.renewals[of];
  const newest = holder.renewals.findIndex((renewal) => renewal.newest);
  if (granted === undefined || !rules.acceptsGrant(newest === -1 ? undefined : newest, of)) return;
  const end = rules.leaseEnd(rules.sentAtOf(granted, holder.renewals[newest]), scale.lease, 0);
  for (const late of [0, drift]) {
    steps.add(`grant to h${index}${late > 0 ? ', whose clock is slow' : ''}`, (to) => {
      const next = at(to, index);
      next.renewals.splice(of, 1);
      const broken = rules.grantCarriesState ? apply(next, granted.version, rules) : undefined;
      next.leaseLeft = Math.max(next.leaseLeft, end + late, 0);
      return broken;
    });
  }
}

/** R7 */
export function callSteps({ rules, scale, index, holder, steps }: Place): void {
  const isOpen = recordOf[holder.version]?.state === 'ACTIVE' && rules.isValid(holder.leaseLeft, 0);
  if (!rules.sendsLater) {
    if (isOpen) steps.add(`h${index} starts a call`, (to) => brokenByStart(to, holder.version, scale));
    return;
  }
  if (isOpen)
    steps.always(`h${index} asks the gate`, (to) => {
      at(to, index).checkedVersion = holder.version;
    });
  if (holder.checkedVersion > 0)
    steps.add(`h${index} sends`, (to) => {
      at(to, index).checkedVersion = 0;
      return brokenByStart(to, holder.checkedVersion, scale);
    });
}

/** I1: not beyond the lease, however slow its clock. I2: not after the report. */
function brokenByStart(state: ModelState, version: number, { lease }: Scale): Invariant | undefined {
  if (version >= 2) return undefined;
  if (state.hasReported) return 'I2';
  return state.sinceCommit >= lease + drift + 1 ? 'I1' : undefined;
}

/** A new process: it knows nothing, and what was sent to the former one is not for it. */
export function restartSteps({ index, holder, steps }: Place): void {
  const { hasStopped, renewals } = holder;
  steps.always(`h${index} restarts`, (to) => {
    to.holders[index] = { ...startedHolder(), hasStopped, renewals: renewals.map((renewal) => ({ ...renewal, newest: false })) };
  });
}
