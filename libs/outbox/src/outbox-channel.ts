/** The append notifies it, the relay listens to it. Channels are per database, and each service has its own. */
export const outboxChannel = 'patchbay_outbox';
