/** How an exit is called depends on the age of the flow, and no activity has both. */
export const sameExit: Readonly<Record<string, string>> = { default: 'out', out: 'default', error: 'failure', failure: 'error' };
