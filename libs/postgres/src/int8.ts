import { types } from 'pg';

const int8ArrayOid: number = 1016;
const textArrayOid: number = 1009;

/**
 * Reads an int8 as a number. node-postgres hands out strings, and `'100' > '99'` is false: a version compared that way goes backwards.
 * @throws RangeError when the value is beyond 2^53 - 1, where numbers begin to lie.
 */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} is not a safe integer: read it as text, or keep it below 2^53`);
  return value;
}

/** For every connection of this process: int8 (so also `count(*)`) and int8[]. `sum()` of int8 is numeric and stays a string. */
export function readInt8AsNumber(): void {
  types.setTypeParser(types.builtins.INT8, parseInt8);
  const parseTextArray: (text: string) => (string | null)[] = types.getTypeParser(textArrayOid);
  types.setTypeParser(int8ArrayOid, (text) => parseTextArray(text).map((element) => (element === null ? null : parseInt8(element))));
}
