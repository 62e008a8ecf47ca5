import { type FlowLabel, flowLabels } from '../../lifecycle/stored-flow.ts';
import { textIn } from '../activity-source.ts';

/** One of the labels, however it is written; the newest version where there is none. */
export function labelIn(...candidates: readonly unknown[]): FlowLabel {
  const texts = candidates.map((candidate) => textIn(candidate).trim().toLowerCase());
  return flowLabels.find((label) => texts.includes(label.toLowerCase())) ?? 'Latest';
}

export function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}

/** The rows of a list; the list may be written as JSON. */
export function rowsIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  const list = typeof value === 'string' ? parsed(value) : value;
  return Array.isArray(list) ? list.map(recordIn) : [];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
