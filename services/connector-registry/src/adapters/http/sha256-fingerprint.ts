import { createHash } from 'node:crypto';
import { ImpactFingerprint } from '../../application/ports.ts';
import type { Impact } from '../../domain/reference.ts';
import { impactPreviewOf } from './representations.ts';

/** Over the body of the preview, so that it changes with everything that the preview shows and with nothing else. */
export class Sha256Fingerprint extends ImpactFingerprint {
  override of(impact: Impact): string {
    return createHash('sha256')
      .update(JSON.stringify(impactPreviewOf(impact)))
      .digest('base64url');
  }
}
