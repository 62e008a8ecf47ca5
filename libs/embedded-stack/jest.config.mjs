import shared from '../../.config/jest.mjs';

// These specs start and kill servers of their own: a shared pair beside them would be in nobody's use.
const { globalSetup: _setup, globalTeardown: _teardown, ...own } = shared;
export default own;
