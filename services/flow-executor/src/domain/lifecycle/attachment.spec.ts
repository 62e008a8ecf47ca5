import { askingFlow, connectorInExports } from '../../../test/support/flows.ts';
import { contentOf, givenFlow, givenVersion, noon, useOf } from '../../../test/support/given.ts';
import type { KnownConnector } from '../flow/connector-binding.ts';
import { attachFlow, type KeptDetachment, keepDetachment } from './attachment.ts';
import { detachFlow } from './detachment.ts';
import { replaceDraft } from './draft.ts';
import type { FlowWithVersions, VersionOutline, VersionState } from './stored-flow.ts';

const one = '019a3b5c-0000-7000-8000-0000000000c1';
const other = '019a3b5c-0000-7000-8000-0000000000c2';
const later = new Date(noon.getTime() + 1_000);
const connector = (connectorId: string): KnownConnector => ({
  connectorId,
  name: connectorId === one ? connectorInExports : 'Other API',
  state: 'DELETING',
  accessLevel: 'READ_ONLY',
  version: 2,
});

/** A flow as it was written: not as JSON.stringify would have it. */
const content = contentOf({ exportText: `${JSON.stringify(askingFlow(), null, 1)}\n`, connectors: { [connectorInExports]: one } });

function bound(...states: VersionState[]): FlowWithVersions {
  const flow = givenFlow({ revision: 3, lastVersionNumber: states.length, labels: { Live: 1, Latest: 1 } }, content);
  return {
    flow,
    versions: states.map((state, index) => givenVersion(flow, { versionNumber: index + 1, state, uses: [useOf(one), useOf(other)] })),
  };
}

/** Takes a connector away, and keeps what it was. */
function detached(dependent: FlowWithVersions, connectorId: string, others: readonly KeptDetachment[] = []) {
  const detachment = detachFlow(dependent, connector(connectorId), noon);
  if (!detachment) throw new Error('nothing uses the connector');
  const changed = new Map(detachment.versions.map((version) => [version.versionNumber, version]));
  const versions = dependent.versions.map((version) => changed.get(version.versionNumber) ?? version);
  return {
    kept: keepDetachment(dependent, detachment, { operationId: `deletion of ${connectorId}`, connectorId }, others),
    after: { flow: detachment.flow, versions },
  };
}

const statesOf = (versions: readonly VersionOutline[]) =>
  versions.map(({ versionNumber, state, detachedFrom }) => [versionNumber, state, detachedFrom]);

describe('an attachment', () => {
  it('makes the flow again what it was, to the letter, and says which versions use the connector again', () => {
    const before = bound('PUBLISHED', 'PUBLISHING', 'ABANDONED');
    const { kept, after } = detached(before, one);
    const attached = attachFlow(after, kept, [], later);
    expect(attached.flow).toEqual({ ...before.flow, revision: after.flow.revision + 1, updatedAt: later });
    expect(attached.flow.draft.exportText).toBe(content.exportText);
    expect(statesOf(attached.versions)).toEqual([
      [1, 'PUBLISHED', null],
      [2, 'PUBLISHING', null],
    ]);
    expect(attached.versionNumbers).toEqual([1, 2]);
  });

  it('leaves a draft alone that was written anew since', () => {
    const { kept, after } = detached(bound('PUBLISHED'), one);
    const rewritten = replaceDraft(after.flow, contentOf({ fallbackDestination: 'Emergency' }), {
      expectedRevision: after.flow.revision,
      actor: 'dev',
      now: noon,
    });
    const attached = attachFlow({ ...after, flow: rewritten }, kept, [], later);
    expect(attached.flow.draft).toEqual(rewritten.draft);
    expect(attached.versionNumbers).toEqual([1]);
  });

  it('leaves the versions of a flow alone that was published anew since', () => {
    const { kept, after } = detached(bound('PUBLISHED'), one);
    const attached = attachFlow({ ...after, flow: { ...after.flow, lastVersionNumber: 2 } }, kept, [], later);
    expect([attached.versions, attached.versionNumbers]).toEqual([[], []]);
  });

  it('gives nothing back of a version that was given up meanwhile', () => {
    const { kept, after } = detached(bound('PUBLISHED'), one);
    const versions = after.versions.map((version) => ({ ...version, state: 'ABANDONED' as const }));
    expect(attachFlow({ ...after, versions }, kept, [], later).versions).toEqual([]);
  });

  it.each([
    ['the first', [one, other]],
    ['the second', [other, one]],
  ])('of a version that lost two connectors lets it run when both are back, %s one first', (_, [first = one, second = other]) => {
    const losesOne = detached(bound('PUBLISHED'), one);
    const losesBoth = detached(losesOne.after, other, [losesOne.kept]);
    const keptOf = new Map([
      [one, losesOne.kept],
      [other, losesBoth.kept],
    ]);
    const kept = (connectorId: string) => keptOf.get(connectorId) as KeptDetachment;
    const halfway = attachFlow(losesBoth.after, kept(first), [kept(second)], later);
    expect(statesOf(halfway.versions)).toEqual([[1, 'DETACHED', second]]);
    const whole = attachFlow(halfway, kept(second), [], later);
    expect(statesOf(whole.versions)).toEqual([[1, 'PUBLISHED', null]]);
  });
});
