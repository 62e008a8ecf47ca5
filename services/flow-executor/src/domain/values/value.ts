/** What variables, outputs and expressions hold. `null` is empty: it prints as nothing. */
export type Value = null | boolean | number | string | readonly Value[] | ValueMap;
interface ValueMap {
  readonly [key: string]: Value;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isMap(value: Value): value is ValueMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Own properties only: nothing that a flow names reaches a prototype. */
export function memberOf(map: ValueMap, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** As a text field, a body or a STRING variable shows it; lists and maps as JSON. */
export function textOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Blank counts as empty, as it does in Pebble. */
export function isEmpty(value: Value): boolean {
  if (value === null) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (isList(value)) return value.length === 0;
  return isMap(value) && Object.keys(value).length === 0;
}

const decimal = /^\s*[+-]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})\s*$/;

/** Whatever is as long spells none. */
export const longestNumber = 64;

/** The number that a value is or spells, or undefined. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.length < longestNumber && decimal.test(value) ? Number(value) : undefined;
}
