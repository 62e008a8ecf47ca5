import shared from '../../.config/jest.mjs';

export default { ...shared, globalSetup: `${import.meta.dirname}/test/begin-run.mjs` };
