import { Injectable } from '@nestjs/common';
import { compareFlows, type FlowComparison } from '../../domain/flow/compare-flows.ts';
import { exportOf } from '../../domain/lifecycle/draft.ts';
import { VersionNotFound } from '../../domain/lifecycle/refusals.ts';
import { differingSettings, type FlowContent, type FlowVersion, type Labels } from '../../domain/lifecycle/stored-flow.ts';
import { FlowRepository } from '../ports.ts';
import { ReadFlows } from './read-flows.ts';

/** What can be compared. */
export type Compared = 'draft' | number;

/** Versions of one flow, and what points at them now. */
export interface Versions {
  items: FlowVersion[];
  labels: Labels;
  /** Where the next page begins, if there is one. */
  next: number | undefined;
}

@Injectable()
export class ReadVersions {
  constructor(
    private readonly readFlows: ReadFlows,
    private readonly flows: FlowRepository,
  ) {}

  /** The newest first. @throws FlowNotFound */
  async list(organizationId: string, flowId: string, page: { limit: number; below: number | undefined }): Promise<Versions> {
    const { labels } = await this.readFlows.get(organizationId, flowId);
    const found = await this.flows.listVersions(flowId, { ...page, limit: page.limit + 1 });
    const items = found.slice(0, page.limit);
    return { items, labels, next: found.length > page.limit ? items.at(-1)?.versionNumber : undefined };
  }

  /** @throws FlowNotFound, VersionNotFound */
  async get(organizationId: string, flowId: string, versionNumber: number): Promise<{ version: FlowVersion; labels: Labels }> {
    const { labels } = await this.readFlows.get(organizationId, flowId);
    return { version: await this.versionOf(flowId, versionNumber), labels };
  }

  /** @throws FlowNotFound, VersionNotFound */
  async compare(organizationId: string, flowId: string, from: Compared, to: Compared): Promise<FlowComparison & { settings: string[] }> {
    const { draft } = await this.readFlows.get(organizationId, flowId);
    const content = async (which: Compared): Promise<FlowContent> =>
      which === 'draft' ? draft : (await this.versionOf(flowId, which)).content;
    const [before, after] = [await content(from), await content(to)];
    const [one, other] = [exportOf(before), exportOf(after)];
    const described = (['name', 'description', 'flowType'] as const).filter((key) => one[key] !== other[key]);
    return { ...compareFlows(one, other), settings: [...described, ...differingSettings(before, after)] };
  }

  private async versionOf(flowId: string, versionNumber: number): Promise<FlowVersion> {
    const version = await this.flows.findVersion(flowId, versionNumber);
    if (!version) throw new VersionNotFound();
    return version;
  }
}
