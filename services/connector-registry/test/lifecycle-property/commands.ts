import fc from 'fast-check';

/** The first three may do everything. */
const operators = ['full-admin', 'ada', 'bob', 'read-only-admin', 'stranger'] as const;
export type Operator = (typeof operators)[number];
export type Level = 'READ_ONLY' | 'READ_WRITE';

/** Spelling to what it counts as; the last is no name. */
export const names = {
  CRM: 'crm',
  ' crm ': 'crm',
  ＣＲＭ: 'crm',
  ERP: 'erp',
  erp: 'erp',
  Desk: 'desk',
  Line: 'line',
  '': undefined,
} as const;
export type Name = keyof typeof names;

/** What the operator says that he has seen. */
export type Seen = 'current' | 'stale' | 'nothing';

interface About {
  /** Which of the connectors that there have been; counted round. */
  pick: number;
  by: Operator;
  /** Asked for in the other organization. */
  astray: boolean;
  /** Sent once more with the same Idempotency-Key. */
  twice: boolean;
}

export type Command =
  | { do: 'create'; organization: number; by: Operator; name: Name; level: Level; authorized: boolean; twice: boolean }
  | ({ do: 'update'; seen: Seen; name: Name | undefined; level: Level | undefined; authorized: boolean } & About)
  | ({ do: 'deactivate'; seen: Seen } & About)
  | ({ do: 'activate'; seen: Seen } & About)
  | ({ do: 'delete'; seen: Seen; executorAway: boolean } & About)
  | ({ do: 'refer'; flow: number; seen: Exclude<Seen, 'nothing'> } & About)
  | { do: 'release'; organization: number; flow: number }
  | { do: 'executor-returns' }
  | { do: 'race'; pick: number }
  | { do: 'look'; pick: number; by: Operator; astray: boolean };

const rarely = fc.integer({ min: 0, max: 7 }).map((n) => n === 7);
const by = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...operators.slice(0, 3)) },
  { weight: 1, arbitrary: fc.constantFrom(...operators) },
);
const pick = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 2 }) }, { weight: 1, arbitrary: fc.nat({ max: 7 }) });
const about = { pick, by, astray: rarely, twice: rarely };
const seen = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Seen>('current') },
  { weight: 1, arbitrary: fc.constant<Seen>('stale') },
  { weight: 1, arbitrary: fc.constant<Seen>('nothing') },
);
const name = fc.constantFrom(...(Object.keys(names) as Name[]));
const level = fc.constantFrom<Level>('READ_ONLY', 'READ_WRITE');
const mostly = rarely.map((seldom) => !seldom);
const organization = fc.nat({ max: 1 });
const flow = fc.nat({ max: 2 });
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const of = <Do extends Command['do'], Rest extends object>(verb: Do, rest: { [Field in keyof Rest]: fc.Arbitrary<Rest[Field]> }) =>
  fc.record({ do: fc.constant(verb), ...rest } as { [Field in keyof (Rest & { do: Do })]: fc.Arbitrary<(Rest & { do: Do })[Field]> });

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: of('create', { organization, by, name, level, authorized: mostly, twice: rarely }) },
  { weight: 3, arbitrary: of('update', { ...about, seen, name: maybe(name), level: maybe(level), authorized: fc.boolean() }) },
  { weight: 4, arbitrary: of('deactivate', { ...about, seen }) },
  { weight: 2, arbitrary: of('activate', { ...about, seen }) },
  { weight: 3, arbitrary: of('delete', { ...about, seen, executorAway: fc.boolean() }) },
  { weight: 3, arbitrary: of('refer', { ...about, flow, seen: fc.constantFrom('current', 'stale') }) },
  { weight: 1, arbitrary: of('release', { organization, flow }) },
  { weight: 1, arbitrary: of('executor-returns', {}) },
  { weight: 1, arbitrary: of('race', { pick }) },
  { weight: 1, arbitrary: of('look', { pick, by, astray: rarely }) },
) as fc.Arbitrary<Command>;

const asked = { by: 'ada', level: 'READ_ONLY', authorized: true, twice: false } as const;
/** So that there is something to act on. */
const beginning: Command[] = [
  { do: 'create', organization: 0, name: 'CRM', ...asked },
  { do: 'create', organization: 0, name: 'ERP', ...asked },
  { do: 'create', organization: 1, name: 'CRM', ...asked },
];

export const commands = fc.array(command, { minLength: 5, maxLength: 60, size: 'max' }).map((others) => [...beginning, ...others]);
