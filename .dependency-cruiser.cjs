// Who may import whom: the arrows of deploy/docs/adr/0001-layers-and-boundaries.md, and nothing else decides it.
const source = '(^services/[^/]+/src/|^libs/[^/]+/src/)';
const test = '(\\.spec\\.ts$|/test/)';
const domainOf = '^services/([^/]+)/src/domain/';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'declared-dependencies-only',
      severity: 'error',
      from: { pathNot: test },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'domain-is-pure',
      comment: 'Rules import rules: no framework, no I/O; parsers of texts are pure.',
      severity: 'error',
      from: { path: domainOf, pathNot: test },
      to: { pathNot: ['^services/$1/src/domain/', '^libs/(errors|halt-protocol)/', 'node_modules/(js-yaml|json-p3|saxes|smol-toml)/'] },
    },
    {
      name: 'application-knows-no-technology',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/application/', pathNot: test },
      to: {
        pathNot: ['^services/$1/src/(domain|application)/', '^libs/(errors|contracts|halt-protocol)/', 'node_modules/@nestjs/common/'],
      },
    },
    {
      name: 'adapters-never-import-each-other',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/adapters/([^/]+)/', pathNot: test },
      to: { path: '^services/$1/src/adapters/', pathNot: '^services/$1/src/adapters/$2/' },
    },
    {
      name: 'only-the-composition-root-sees-everything',
      severity: 'error',
      from: { path: '^services/([^/]+)/src/(domain|application|adapters)/', pathNot: test },
      to: { path: '^services/$1/src/(app\\.module|main|config)\\.ts$' },
    },
    {
      name: 'services-never-import-services',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    { name: 'libs-never-import-services', severity: 'error', from: { path: '^libs/' }, to: { path: '^(services|deploy)/' } },
    { name: 'nothing-imports-deploy', severity: 'error', from: { pathNot: '^deploy/' }, to: { path: '^deploy/' } },
    { name: 'deploy-speaks-by-contract', severity: 'error', from: { path: '^deploy/' }, to: { path: '^services/' } },
    {
      name: 'contracts-import-the-schema-library-only',
      severity: 'error',
      from: { path: '^libs/contracts/src/', pathNot: test },
      to: { pathNot: ['^libs/contracts/src/', 'node_modules/zod/'] },
    },
    {
      name: 'errors-import-nothing',
      severity: 'error',
      from: { path: '^libs/errors/src/', pathNot: test },
      to: { pathNot: '^libs/errors/src/' },
    },
    {
      name: 'halt-protocol-is-pure',
      comment: 'The same functions run in production, in the simulation and in the model.',
      severity: 'error',
      from: { path: '^libs/halt-protocol/src/', pathNot: test },
      to: { pathNot: ['^libs/halt-protocol/src/', '^libs/errors/'] },
    },
    {
      name: 'halt-history-is-pure',
      comment: 'The simulation and the check of real logs judge by the same rules.',
      severity: 'error',
      from: { path: '^libs/halt-history/src/', pathNot: test },
      to: { pathNot: ['^libs/halt-history/src/', '^libs/errors/'] },
    },
    {
      name: 'holder-speaks-by-contract',
      comment: 'Third parties take it as it is.',
      severity: 'error',
      from: { path: '^libs/holder/src/', pathNot: test },
      to: {
        dependencyTypesNot: ['core'],
        pathNot: [
          '^libs/holder/src/',
          '^libs/(contracts|errors|halt-protocol)/',
          'node_modules/(undici|zod|eventsource-parser|prom-client)/',
        ],
      },
    },
    {
      name: 'kafkajs-stays-behind-its-port',
      severity: 'error',
      from: { path: source, pathNot: [test, '^libs/(event-bus|embedded-stack|testing)/'] },
      to: { path: 'node_modules/kafkajs/' },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { path: source, pathNot: [test, '^libs/testing/'] },
      to: { path: '^libs/testing/' },
    },
    { name: 'source-never-imports-a-test', severity: 'error', from: { pathNot: test }, to: { path: test } },
    {
      name: 'through-the-index',
      comment: 'The index of a library is its list of promises.',
      severity: 'error',
      from: { path: '^(libs|services|deploy)/([^/]+)/' },
      to: { path: '^libs/[^/]+/src/', pathNot: ['^libs/[^/]+/src/index\\.ts$', '^$1/$2/'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', '/\\.cache/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@patchbay/source', 'import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
