/** Ctrl-C, a closed terminal, a polite kill, or the end of the process that started this one. */
export function onInterrupt(stop: () => void): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  process.on('disconnect', stop);
  // The channel to the parent must not keep this process alive.
  process.channel?.unref();
}
