/** Notified with the operation's id by each change of a deletion, and when a step becomes due. */
export const deletionChannel = 'patchbay_deletions';
