import type { FlowActivity } from '../flow/flow-export.ts';
import type { ValidationCode, ValidationRow } from './validation-row.ts';

/** Collects what is wrong with a flow, each thing once. */
export class Findings {
  private readonly byKey = new Map<string, ValidationRow>();

  error(activity: Pick<FlowActivity, 'id' | 'label'> | null, code: ValidationCode, message: string): void {
    this.add(activity, code, 'ERROR', message);
  }

  warning(activity: Pick<FlowActivity, 'id' | 'label'> | null, code: ValidationCode, message: string): void {
    this.add(activity, code, 'WARNING', message);
  }

  get rows(): ValidationRow[] {
    return [...this.byKey.values()];
  }

  private add(
    activity: Pick<FlowActivity, 'id' | 'label'> | null,
    code: ValidationCode,
    severity: ValidationRow['severity'],
    message: string,
  ): void {
    const row: ValidationRow = { activityId: activity?.id ?? null, activityLabel: activity?.label ?? null, code, severity, message };
    this.byKey.set(JSON.stringify([row.activityId, code, message]), row);
  }
}
