import type { DecidingRole } from '@patchbay/contracts';

export interface Caller {
  kind: 'user' | 'service';
  id: string;
  /** Those by which it was decided whether the caller may; none of a service. */
  roles?: readonly DecidingRole[];
}
