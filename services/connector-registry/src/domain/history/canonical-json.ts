export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/** One text for one value, whatever order its fields come in: no spaces, fields in the order of their names. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const written = fields.flatMap(([name, field]) => (field === undefined ? [] : [`${JSON.stringify(name)}:${canonicalJson(field)}`]));
  return `{${written.join(',')}}`;
}

/** As it travels: dates are texts, and fields without a value are absent. */
export const asJson = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null));

const isList = (value: readonly Json[] | { readonly [key: string]: Json | undefined }): value is readonly Json[] => Array.isArray(value);
