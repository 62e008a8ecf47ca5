import { isList, isMap, longestNumber, memberOf, numberOf, type Value } from '../../values/value.ts';
import { cost, type Work } from '../work.ts';

/** As authors mean it: `"200"` equals 200, `"True"` equals true, and what is missing equals the empty text. */
export function equal(left: Value, right: Value, work: Work): boolean {
  if (left === right) return true;
  if (typeof left === 'boolean' || typeof right === 'boolean') return sameText(left, right, work, true);
  const one = typeof left === 'number' || typeof right === 'number' ? spelledNumber(left, work) : undefined;
  const other = one === undefined ? undefined : spelledNumber(right, work);
  if (one !== undefined && other !== undefined) return one === other;
  return sameText(left, right, work, false);
}

/** Numbers where both are, texts else; with an empty side nothing is less or greater. */
export function compare(left: Value, right: Value, work: Work): number {
  const one = spelledNumber(left, work);
  const other = spelledNumber(right, work);
  if (one !== undefined && other !== undefined) return one - other;
  if (left === null || right === null) return Number.NaN;
  const leftText = work.text(left);
  const rightText = work.text(right);
  work.spend(leftText.length + rightText.length);
  if (leftText === rightText) return 0;
  return leftText < rightText ? -1 : 1;
}

export function contains(container: Value, wanted: Value, work: Work): boolean {
  if (isList(container)) {
    return container.some((item) => {
      work.spend(cost.element);
      return equal(item, wanted, work);
    });
  }
  const sought = work.text(wanted);
  if (isMap(container)) return memberOf(container, sought) !== undefined;
  const text = work.text(container);
  work.spend(text.length);
  return container !== null && text.includes(sought);
}

function sameText(left: Value, right: Value, work: Work, ignoreCase: boolean): boolean {
  const one = work.text(left);
  const other = work.text(right);
  const length = one.length + other.length;
  work.spend(ignoreCase ? cost.wideCharacter * length : length);
  return one === other || (ignoreCase && one.toLowerCase() === other.toLowerCase());
}

/** Only short texts are looked at. */
function spelledNumber(value: Value, work: Work): number | undefined {
  if (typeof value === 'string' && value.length < longestNumber) work.spend(cost.digit * value.length);
  return numberOf(value);
}
