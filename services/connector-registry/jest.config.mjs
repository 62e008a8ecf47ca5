import preset from '../../.config/jest.mjs';

// Assertions have bounds of their own; this one is for starting services, stubs and topics on a machine that is busy.
export default { ...preset, testTimeout: 30_000 };
