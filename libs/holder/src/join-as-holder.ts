import type { HeldConnector } from '@patchbay/contracts';
import type { HolderHandlers } from './handlers.ts';
import { Holder, type HolderOptions } from './holder.ts';

type JoinOptions = Omit<HolderOptions<HeldConnector>, 'keep'> & HolderHandlers<HeldConnector>;

/** For an enforcement point: a holder that keeps all that it is told, and asks for its lease at once. */
export const joinAsHolder = (options: JoinOptions): Holder<HeldConnector> =>
  new Holder<HeldConnector>({ ...options, keep: (told) => told }).start(options);
