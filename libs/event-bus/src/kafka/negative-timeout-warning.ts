let isQuiet = false;

/**
 * The client library computes a timeout from a moment that lies back (tulios/kafkajs#1751), which Node since 24 warns of. It is harmless:
 * the timer runs at once. Leaves every other warning, this one from elsewhere included, to the listeners that were there.
 */
export function quietNegativeTimeoutWarning(): void {
  if (isQuiet) return;
  isQuiet = true;
  const listeners = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (isFromClient(warning)) return;
    for (const listener of listeners) listener.call(process, warning);
  });
}

export const isFromClient = ({ name, stack }: Error): boolean => name === 'TimeoutNegativeWarning' && /[\\/]kafkajs[\\/]/.test(stack ?? '');
