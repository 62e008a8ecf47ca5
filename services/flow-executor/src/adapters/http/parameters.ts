import { Param, type PipeTransform } from '@nestjs/common';
import { FlowId, MovableLabel, OrganizationId } from '@patchbay/contracts';
import { DomainError } from '@patchbay/errors';
import { IdParam } from '@patchbay/service-kit';
import { VersionNotFound } from '../../domain/lifecycle/refusals.ts';
import { maxVersionNumber } from './page-token.ts';

class LabelNotMovable extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'flow.label-not-movable';

  constructor() {
    super(`only the labels ${MovableLabel.options.join(', ')} can be moved: Latest follows every publication`);
  }
}

const version: PipeTransform<string, number> = {
  transform(text) {
    const number = Number(text);
    if (/^[1-9]\d*$/.test(text) && number <= maxVersionNumber) return number;
    throw new VersionNotFound();
  },
};

const label: PipeTransform<string, MovableLabel> = {
  transform(text) {
    const parsed = MovableLabel.safeParse(text);
    if (!parsed.success) throw new LabelNotMovable();
    return parsed.data;
  },
};

export const OrganizationParam = () => Param('organizationId', IdParam(OrganizationId));
export const FlowParam = () => Param('flowId', IdParam(FlowId));
export const VersionParam = () => Param('versionNumber', version);
export const LabelParam = () => Param('label', label);
