/** Has an expression evaluated inside a process that was started with `--inspect`, without waiting for its value. */
export async function evaluateIn(inspectorUrl: string, expression: string): Promise<void> {
  const socket = new WebSocket(inspectorUrl);
  const closed = new Promise<void>((resolve) => socket.addEventListener('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`there is no inspector at ${inspectorUrl}`)));
  });
  // The first is answered before the second begins, which then takes the whole process.
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.enable' }));
  await new Promise<void>((resolve) => socket.addEventListener('message', () => resolve(), { once: true }));
  socket.send(JSON.stringify({ id: 2, method: 'Runtime.evaluate', params: { expression } }));
  socket.close();
  await closed;
}
