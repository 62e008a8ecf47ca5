/** Notified with the operation's id by each change of an operation, and when a step becomes due. */
export const operationChannel = 'patchbay_operations';
