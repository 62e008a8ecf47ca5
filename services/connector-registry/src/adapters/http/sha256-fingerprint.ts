import { createHash } from 'node:crypto';
import { ImpactFingerprint } from '../../application/ports.ts';
import type { Impact } from '../../domain/impact/impact.ts';

/** Over the connector and what all its references come to, so that it changes with everything that a deletion would hit and with nothing else. */
export class Sha256Fingerprint extends ImpactFingerprint {
  override of({ references: _references, graceInForceMs: _grace, ...impact }: Impact): string {
    return createHash('sha256').update(JSON.stringify(impact)).digest('base64url');
  }
}
