import { askingFlow, connectorInExports } from '../../../test/support/flows.ts';
import { contentOf, givenFlow, givenVersion, noon, useOf } from '../../../test/support/given.ts';
import type { KnownConnector } from '../flow/connector-binding.ts';
import { detachFlow } from './detachment.ts';
import { exportOf, importFlow, replaceDraft } from './draft.ts';
import {
  abandon,
  beginPublication,
  completePublication,
  endPublication,
  labelsOf,
  moveLabels,
  requireNoPublication,
} from './publication.ts';
import { referencesOf } from './references.ts';
import { FlowNotFound, FlowVersionMismatch, PublicationOvertaken, PublicationRunning } from './refusals.ts';
import type { VersionState } from './stored-flow.ts';

const connectorId = '019a3b5c-0000-7000-8000-0000000000c1';
const later = (ms: number) => new Date(noon.getTime() + ms);
const connector: KnownConnector = { connectorId, name: connectorInExports, state: 'DELETING', accessLevel: 'READ_ONLY', version: 2 };

describe('a draft', () => {
  it('is described by its export', () => {
    const content = contentOf({ connectors: { [connectorInExports]: connectorId.toUpperCase() } });
    expect(importFlow({ flowId: 'f', organizationId: 'o', owner: 'dev', content, now: noon })).toMatchObject({
      name: 'Ask, then queue',
      description: 'Reads a switch before the call is queued',
      revision: 1,
      draftReferences: [connectorId],
      labels: {},
    });
  });

  it('is found by the names in it where no mapping says otherwise', () => {
    expect(givenFlow({}, contentOf()).draftReferences).toEqual([connectorInExports.toLowerCase()]);
  });

  it('is replaced under the version that was seen', () => {
    const flow = givenFlow({ revision: 9 });
    const content = contentOf({ exportText: JSON.stringify(askingFlow({}, { name: 'Renamed' })) });
    const seeing = (expectedRevision: number) => ({ expectedRevision, actor: 'dev', now: later(1) });
    expect(replaceDraft(flow, content, seeing(9))).toMatchObject({ name: 'Renamed', revision: 10, createdAt: noon, updatedAt: later(1) });
    expect(() => replaceDraft(flow, content, seeing(8))).toThrow(new FlowVersionMismatch(9));
    expect(() => replaceDraft(flow, content, seeing(10))).toThrow(FlowVersionMismatch);
  });

  it('of a flow that is leaving is not there', () => {
    expect(() => replaceDraft(givenFlow({ isLeaving: true }), contentOf(), { expectedRevision: 1, actor: 'dev', now: noon })).toThrow(
      FlowNotFound,
    );
  });
});

describe('a publication', () => {
  const request = { uses: [useOf(connectorId)], validatedRevision: 1, comment: 'first', actor: 'dev', now: noon };

  it('freezes the draft as the next version', () => {
    const flow = givenFlow({ lastVersionNumber: 9 });
    const begun = beginPublication(flow, request);
    expect(begun.flow).toEqual({ ...flow, lastVersionNumber: 10, publishingSince: noon });
    expect(begun.version).toMatchObject({
      versionNumber: 10,
      state: 'PUBLISHING',
      content: flow.draft,
      uses: request.uses,
      publishedBy: 'dev',
    });
  });

  it('is refused for a draft that is not the one that was validated', () => {
    expect(() => beginPublication(givenFlow({ revision: 2 }), request)).toThrow(PublicationOvertaken);
  });

  it('is refused while another one runs, until that one must be dead', () => {
    const flow = givenFlow({ publishingSince: noon });
    expect(() => beginPublication(flow, { ...request, now: later(59_999) })).toThrow(PublicationRunning);
    expect(() => requireNoPublication(flow, later(59_999))).toThrow(PublicationRunning);
    expect(beginPublication(flow, { ...request, now: later(60_000) }).version.versionNumber).toBe(1);
    expect(() => requireNoPublication(endPublication(flow), noon)).not.toThrow();
  });

  it('moves the labels chosen, and Latest', () => {
    const flow = givenFlow({ labels: { Live: 1, Test: 1, Latest: 1 }, revision: 4 });
    const version = givenVersion(flow, { versionNumber: 2, state: 'PUBLISHING' });
    const completed = completePublication(flow, version, ['Live'], later(1));
    expect(completed.flow).toMatchObject({ labels: { Live: 2, Test: 1, Latest: 2 }, revision: 5, updatedAt: later(1) });
    expect([completed.version.state, labelsOf(completed.flow.labels, 2), labelsOf(completed.flow.labels, 1)]).toEqual([
      'PUBLISHED',
      ['Live', 'Latest'],
      ['Test'],
    ]);
  });

  it.each<VersionState>(['DETACHED', 'ABANDONED', 'PUBLISHED'])('is not completed with a version that is %s', (state) => {
    const flow = givenFlow();
    expect(() => completePublication(flow, givenVersion(flow, { state }), ['Live'], noon)).toThrow(PublicationOvertaken);
  });

  it('neither begins nor ends in a flow that is leaving', () => {
    const flow = givenFlow({ isLeaving: true });
    expect(() => beginPublication(flow, request)).toThrow(FlowNotFound);
    expect(() => completePublication(flow, givenVersion(flow, { state: 'PUBLISHING' }), [], noon)).toThrow(FlowNotFound);
  });

  it('registers every version that runs, with the labels to come and connectors as they are now', () => {
    const flow = givenFlow({ labels: { Live: 1, Latest: 1 } });
    const first = givenVersion(flow, { versionNumber: 1, uses: [useOf(connectorId)] });
    const second = givenVersion(flow, { versionNumber: 2, content: contentOf({ fallbackDestination: 'Emergency' }) });
    const labels = moveLabels(flow.labels, ['Test'], 2);
    expect(referencesOf(flow, [first, second], labels, new Map([[connectorId, 7]]))).toMatchObject({
      hasFallback: false,
      versions: [
        { versionNumber: 1, labels: ['Live'], uses: [{ connectorId, connectorVersion: 7 }] },
        { versionNumber: 2, labels: ['Test', 'Latest'], uses: [] },
      ],
    });
    expect(referencesOf(flow, [first, second], moveLabels(flow.labels, ['Live'], 2), new Map()).hasFallback).toBe(true);
  });
});

describe('a detachment', () => {
  const bound = (over = {}) => givenFlow(over, contentOf({ connectors: { [connectorInExports]: connectorId, other: 'elsewhere' } }));

  it('clears the connector in the draft and stops the versions that run or are to run', () => {
    const flow = bound({ revision: 3 });
    const states: VersionState[] = ['PUBLISHED', 'PUBLISHING', 'ABANDONED', 'DETACHED'];
    const versions = states.map((state, index) => givenVersion(flow, { versionNumber: index + 1, state, uses: [useOf(connectorId)] }));
    const detached = detachFlow({ flow, versions }, connector, later(1));
    expect(detached?.versions.map(({ versionNumber, state, detachedFrom }) => [versionNumber, state, detachedFrom])).toEqual([
      [1, 'DETACHED', connectorId],
      [2, 'DETACHED', connectorId],
    ]);
    expect(detached?.activities).toEqual([{ activityId: 'id-Ask', activityLabel: 'Ask' }]);
    expect(detached?.flow).toMatchObject({ revision: 4, updatedAt: later(1), draft: { connectors: { other: 'elsewhere' } } });
    const ask = exportOf(detached?.flow.draft ?? flow.draft).main.activities.find(({ label }) => label === 'Ask');
    expect(ask?.properties).toMatchObject({ authenticated: true, connectorId: null });
  });

  it('is noticed also where the draft does not use the connector any more', () => {
    const flow = givenFlow({}, contentOf({ exportText: JSON.stringify(askingFlow({ connectorId: 'repaired' })) }));
    const detached = detachFlow({ flow, versions: [givenVersion(flow, { uses: [useOf(connectorId)] })] }, connector, noon);
    expect(detached?.flow).toEqual({ ...flow, revision: 2 });
    expect(detached?.versions).toHaveLength(1);
  });

  it('is none where nothing uses the connector', () => {
    const flow = givenFlow({}, contentOf({ connectors: { [connectorInExports]: 'elsewhere' } }));
    expect(detachFlow({ flow, versions: [givenVersion(flow, { uses: [useOf('elsewhere')] })] }, connector, noon)).toBeUndefined();
  });

  it('leaves a version as it was that is given up', () => {
    const version = givenVersion(bound(), { state: 'PUBLISHING' });
    expect(abandon(version)).toEqual({ ...version, state: 'ABANDONED' });
  });
});
