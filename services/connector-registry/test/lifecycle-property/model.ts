import { type Command, type Level, names, type Operator, type Seen } from './commands.ts';

export const quota = 3;

/** `code` is absent where any refusal of that status will do. */
export interface Answered {
  status: number;
  code?: string;
}

interface ModelConnector {
  organization: number;
  name: string;
  key: string;
  level: Level;
  state: 'ACTIVE' | 'INACTIVE' | 'DELETING' | 'DELETED';
  version: number;
}

export interface Model {
  /** In the order of their creation. */
  connectors: readonly ModelConnector[];
  /** `organization/flow` to the index of the connector that it refers to. */
  references: Readonly<Record<string, number>>;
}

export interface Step {
  answers: Answered[];
  model: Model;
}

export const nothing: Model = { connectors: [], references: {} };

/** The lifecycle, written down a second time and independently of the service. @returns undefined for a command that is not to be sent */
export function predict(model: Model, command: Command): Step | undefined {
  switch (command.do) {
    case 'create':
      return create(model, command);
    case 'release':
      return release(model, command);
    case 'executor-returns':
      return { answers: [], model: deleting(model).reduce(complete, model) };
    case 'refer':
      return refer(model, command);
    case 'race':
      return race(model, pickOf(model, command.pick));
    case 'look':
      return look(model, command);
    default:
      return change(model, command);
  }
}

export const pickOf = ({ connectors }: Model, pick: number): number | undefined =>
  connectors.length === 0 ? undefined : pick % connectors.length;
const flowKey = (organization: number, flow: number): string => `${organization}/${flow}`;
export const flowsOf = ({ references }: Model, index: number): string[] =>
  Object.keys(references).filter((flow) => references[flow] === index);
export const deleting = ({ connectors }: Model): number[] =>
  connectors.flatMap(({ state }, index) => (state === 'DELETING' ? [index] : []));

const refused = (model: Model, status: number, code?: string): Step => ({ answers: [{ status, ...(code && { code }) }], model });

function stranger(by: Operator): Answered | undefined {
  if (by === 'stranger') return { status: 404, code: 'organization.not-found' };
  return by === 'read-only-admin' ? { status: 403, code: 'access.role-not-allowed' } : undefined;
}

function isTaken({ connectors }: Model, organization: number, key: string, except?: number): boolean {
  return connectors.some(
    (one, index) => index !== except && one.organization === organization && one.key === key && one.state !== 'DELETED',
  );
}

function create(model: Model, { organization, by, name, level, authorized }: Command & { do: 'create' }): Step {
  const key = names[name];
  const answered = stranger(by);
  if (answered) return { answers: [answered], model };
  if (key === undefined) return refused(model, 400, 'request.invalid');
  if (!authorized) return refused(model, 400, 'connector.consent-missing');
  const living = model.connectors.filter((one) => one.organization === organization && one.state !== 'DELETED');
  if (living.length >= quota) return refused(model, 409, 'connector.quota-exceeded');
  if (isTaken(model, organization, key)) return refused(model, 409, 'connector.name-taken');
  const created: ModelConnector = { organization, name: name.trim(), key, level, state: 'ACTIVE', version: 1 };
  return { answers: [{ status: 201 }], model: { ...model, connectors: [...model.connectors, created] } };
}

type Change = Extract<Command, { do: 'update' | 'deactivate' | 'activate' | 'delete' }>;

function change(model: Model, command: Change): Step {
  const answered = stranger(command.by) ?? unacceptable(command);
  if (answered) return { answers: [answered], model };
  const index = pickOf(model, command.pick);
  const connector = command.astray || index === undefined ? undefined : model.connectors[index];
  if (index === undefined || !connector) return refused(model, 404, 'connector.not-found');
  if (command.do === 'delete') return startDeletion(model, index, command);
  if (command.seen === 'stale') return refused(model, 412, 'connector.version-stale');
  return transition(model, index, connector, command);
}

/** Whatever the connector is. */
function unacceptable(command: Change): Answered | undefined {
  if (command.do === 'update' && command.name === '') return { status: 400, code: 'request.invalid' };
  const mustSay = command.do === 'update' || command.do === 'activate';
  return mustSay && command.seen === 'nothing' ? { status: 428, code: 'request.if-match-required' } : undefined;
}

function transition(model: Model, index: number, connector: ModelConnector, command: Exclude<Change, { do: 'delete' }>): Step {
  const from = command.do === 'deactivate' ? 'ACTIVE' : 'INACTIVE';
  if (connector.state !== from) return refused(model, 409, 'connector.illegal-transition');
  if (command.do === 'update') return update(model, index, connector, command);
  return { answers: [{ status: 200 }], model: moved(model, index, { state: command.do === 'activate' ? 'ACTIVE' : 'INACTIVE' }) };
}

function update(model: Model, index: number, connector: ModelConnector, wanted: Change & { do: 'update' }): Step {
  const { name = connector.name, level = connector.level } = wanted;
  const key = wanted.name === undefined ? connector.key : (names[wanted.name] ?? '');
  if (name.trim() === connector.name && level === connector.level) return { answers: [{ status: 200 }], model };
  if (level === 'READ_WRITE' && connector.level === 'READ_ONLY' && !wanted.authorized)
    return refused(model, 400, 'connector.consent-missing');
  if (isTaken(model, connector.organization, key, index)) return refused(model, 409, 'connector.name-taken');
  return { answers: [{ status: 200 }], model: moved(model, index, { name: name.trim(), key, level }) };
}

function startDeletion(model: Model, index: number, { seen, executorAway }: { seen: Seen; executorAway: boolean }): Step {
  if (model.connectors[index]?.state !== 'INACTIVE') return refused(model, 409, 'connector.illegal-transition');
  if (seen !== 'current') return refused(model, 412, 'connector.preview-outdated');
  const started = moved(model, index, { state: 'DELETING' });
  const waits = executorAway && flowsOf(model, index).length > 0;
  return { answers: [{ status: 202 }], model: waits ? started : complete(started, index) };
}

/** Every flow has lost it. */
function complete(model: Model, index: number): Model {
  const left = Object.entries(model.references).filter(([, connector]) => connector !== index);
  return { ...moved(model, index, { state: 'DELETED' }), references: Object.fromEntries(left) };
}

/** A flow whose connector is being deleted is left to the executor that detaches it. */
const isHeld = (model: Model, flow: string): boolean => model.connectors[model.references[flow] ?? -1]?.state === 'DELETING';

function refer(model: Model, command: Command & { do: 'refer' }): Step | undefined {
  const index = pickOf(model, command.pick);
  const connector = index === undefined ? undefined : model.connectors[index];
  if (index === undefined || !connector) return undefined;
  const organization = command.astray ? 1 - connector.organization : connector.organization;
  const flow = flowKey(organization, command.flow);
  if (isHeld(model, flow)) return undefined;
  const answered = stranger(command.by);
  if (answered) return { answers: [answered], model };
  const isThere = !command.astray && (connector.state === 'ACTIVE' || connector.state === 'INACTIVE');
  if (!isThere) return refused(model, 409, 'reference.connector-not-available');
  if (command.seen === 'stale') return refused(model, 409, 'reference.connector-changed');
  return { answers: [{ status: 200 }], model: { ...model, references: { ...model.references, [flow]: index } } };
}

function release(model: Model, { organization, flow }: Command & { do: 'release' }): Step | undefined {
  const key = flowKey(organization, flow);
  if (isHeld(model, key)) return undefined;
  const { [key]: _, ...references } = model.references;
  return { answers: [{ status: 204 }], model: { ...model, references } };
}

/** Two operators at once, each with the version before his eyes: one of them wins. */
function race(model: Model, index: number | undefined): Step | undefined {
  const connector = index === undefined ? undefined : model.connectors[index];
  if (index === undefined || !connector) return undefined;
  if (connector.state === 'DELETING' || connector.state === 'DELETED') {
    return { answers: [{ status: 409 }, { status: 409 }], model };
  }
  const state = connector.state === 'ACTIVE' ? 'INACTIVE' : 'ACTIVE';
  return { answers: [{ status: 200 }, { status: 412 }], model: moved(model, index, { state }) };
}

function look(model: Model, { pick, by, astray }: { pick: number; by: Operator; astray: boolean }): Step {
  const answered = stranger(by);
  if (answered) return { answers: [answered], model };
  return pickOf(model, pick) === undefined || astray ? refused(model, 404, 'connector.not-found') : { answers: [{ status: 200 }], model };
}

function moved(model: Model, index: number, change: Partial<ModelConnector>): Model {
  const connectors = model.connectors.map((one, at) => (at === index ? { ...one, ...change, version: one.version + 1 } : one));
  return { ...model, connectors };
}
