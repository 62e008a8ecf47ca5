import {
  type ActivityUse,
  bindConnectors,
  type ConnectorUse,
  connectorReferences,
  connectorUses,
  type KnownConnector,
} from '../flow/connector-binding.ts';
import { detach } from '../flow/detach.ts';
import type { FlowExport } from '../flow/flow-export.ts';
import { MalformedExport } from '../flow/malformed-export.ts';
import { withMember } from '../flow/member-text.ts';
import { readFlowExport } from '../flow/read-flow-export.ts';
import { requireChangeable } from './lock.ts';
import { FlowVersionMismatch } from './refusals.ts';
import type { FlowContent, StoredFlow } from './stored-flow.ts';

/** Text with this character can be sent, but not be stored. */
const unstorable = '\0';

/** @throws MalformedExport */
export const exportOf = ({ exportText }: FlowContent): FlowExport => readFlowExport(JSON.parse(exportText));

/** @throws MalformedExport */
export function importFlow(from: { flowId: string; organizationId: string; owner: string; content: FlowContent; now: Date }): StoredFlow {
  const { content, now, ...identity } = from;
  return {
    ...identity,
    ...described(content),
    revision: 1,
    labels: {},
    lastVersionNumber: 0,
    detachedFrom: null,
    publishingSince: null,
    isLeaving: false,
    locked: null,
    halted: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** What a developer may change beside the export. */
export interface FlowEdit extends Partial<Omit<FlowContent, 'exportText'>> {
  name?: string | undefined;
  description?: string | undefined;
  owner?: string | undefined;
}

export interface Change {
  /** That the developer has seen; undefined where nothing can be lost. */
  expectedRevision: number | undefined;
  actor: string;
  now: Date;
}

/** The published versions stay as they are. @throws FlowNotFound, FlowLocked, FlowVersionMismatch, MalformedExport */
export function replaceDraft(flow: StoredFlow, content: FlowContent, { expectedRevision, actor, now }: Change): StoredFlow {
  requireChangeable(flow, actor);
  if (expectedRevision !== undefined && flow.revision !== expectedRevision) throw new FlowVersionMismatch(flow.revision);
  return { ...flow, ...described(content), revision: flow.revision + 1, updatedAt: now };
}

/** What is not named stays as it is. @throws FlowNotFound, FlowLocked, FlowVersionMismatch, MalformedExport */
export function editFlow(flow: StoredFlow, { name, description, owner, ...over }: FlowEdit, change: Change): StoredFlow {
  const { draft } = flow;
  const content = { ...draft, ...over, exportText: renamed(draft.exportText, { name, description }) };
  return { ...replaceDraft(flow, content, change), owner: owner ?? flow.owner };
}

/** The draft under another name, byte for byte otherwise. */
export function copiedContent({ draft }: StoredFlow, name: string): FlowContent {
  return { ...draft, exportText: renamed(draft.exportText, { name }) };
}

function renamed(exportText: string, members: { name?: string | undefined; description?: string | undefined }): string {
  return Object.entries(members).reduce((text, [key, value]) => (value === undefined ? text : withMember(text, key, value)), exportText);
}

/** Clears the connector of those activities of the draft that are bound to it. */
export function detachDraft(flow: StoredFlow, connector: KnownConnector, now: Date): { flow: StoredFlow; activities: ActivityUse[] } {
  const { draft } = flow;
  const parsed = JSON.parse(draft.exportText);
  const document = readFlowExport(parsed);
  const [use] = connectorUses(document, bindConnectors(document, draft.connectors, [connector]));
  if (!use) return { flow, activities: [] };
  const { content, left } = clear(draft, parsed, use);
  const description = describedBy(content, readFlowExport(left));
  return { flow: { ...flow, ...description, revision: flow.revision + 1, updatedAt: now }, activities: use.activities };
}

/** What that connector's activities leave of a draft when they lose it. */
export const withoutConnector = (draft: FlowContent, use: LostUse): FlowContent => clear(draft, JSON.parse(draft.exportText), use).content;

type LostUse = Pick<ConnectorUse, 'connectorId' | 'activities'>;

/** @param parsed the draft's export, parsed: there may be thousands of drafts, and each is parsed once */
function clear(draft: FlowContent, parsed: Parameters<typeof detach>[0], use: LostUse) {
  const { export: left } = detach(parsed, use);
  const connectors = Object.fromEntries(Object.entries(draft.connectors).filter(([, target]) => target !== use.connectorId));
  return { content: { ...draft, connectors, exportText: JSON.stringify(left) }, left };
}

/** What a flow says of itself, by its draft. */
export const described = (draft: FlowContent) => describedBy(draft, exportOf(draft));

function describedBy(draft: FlowContent, document: FlowExport) {
  for (const key of ['name', 'description'] as const) {
    if (document[key].includes(unstorable)) throw new MalformedExport(`$.${key}`, 'a text without the character U+0000');
  }
  const draftReferences = connectorReferences(document, draft.connectors).filter(
    (reference) => !reference.includes(unstorable) && reference.isWellFormed(),
  );
  return { name: document.name.toWellFormed(), description: document.description.toWellFormed(), draft, draftReferences };
}
