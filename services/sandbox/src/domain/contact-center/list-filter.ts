type Row = Readonly<Record<string, unknown>>;

const condition = /^\s*(?<field>\w+)\s*(?<operator>==|!=|=in=)\s*(?<value>.+?)\s*$/;

/**
 * A `filter` query parameter (RSQL) as a predicate: `id=="..."`, `name!="..."`, `id=in=("...","...")`, joined by `;` (and).
 * `undefined` for one that does not parse.
 */
export function parseListFilter(text: string): ((row: Row) => boolean) | undefined {
  const conditions = text.split(';').map(parseCondition);
  const predicates = conditions.filter((predicate) => predicate !== undefined);
  return predicates.length === conditions.length ? (row) => predicates.every((holds) => holds(row)) : undefined;
}

function parseCondition(text: string): ((row: Row) => boolean) | undefined {
  const { field, operator, value } = condition.exec(text)?.groups ?? {};
  if (field === undefined || value === undefined) return undefined;
  if (operator === '=in=') {
    const values = value
      .replaceAll(/^\(|\)$/g, '')
      .split(',')
      .map(unquote);
    return (row) => values.includes(String(row[field]));
  }
  const expected = unquote(value);
  return (row) => (String(row[field]) === expected) === (operator === '==');
}

function unquote(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}
