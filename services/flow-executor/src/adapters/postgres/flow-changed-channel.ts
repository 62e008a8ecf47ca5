/** Notified with the id of a flow whose row has changed. */
export const flowChangedChannel = 'flow_changed';
