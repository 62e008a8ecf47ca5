import { joinAsHolder } from '@patchbay/holder';
import type { Gateway } from './gateway.ts';

export function guard({ registryUrls, token, organizationId, calls }: Gateway) {
  const holder = joinAsHolder({
    registryUrls,
    token,
    organizationId,
    kind: 'external',
    abortCalls: ({ connectorId }) => calls.cut(connectorId),
  });
  process.once('SIGTERM', () => void holder.leave());
  return (connectorId: string, send: () => void) => {
    const refusal = holder.mayStart(connectorId);
    if (refusal) throw new Error(`not sent: ${refusal}`);
    send();
  };
}
