/**
 * The tests of the constructs with the newest CDK in place of the floor:
 *
 *   npm ci --prefix test/latest && npx jest --config test/latest/jest.config.js
 */
const { jest } = require('../../package.json');

// What newer versions ask every app to decide about references between its stacks is none of these tests.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ '@aws-cdk/core:defaultCrossStackReferences': 'strong' });

// Two thirds of the time go into CloudFormation's rules, on which one test insists: that of the examples.
process.env.CDK_VALIDATION = 'false';

// What tests start as processes of their own finds it by this.
process.env.TSX_TSCONFIG_PATH = require('node:path').join(__dirname, 'tsconfig.json');

const latest = '<rootDir>/test/latest/node_modules';

module.exports = {
  ...jest,
  rootDir: '../..',
  moduleNameMapper: { '^(aws-cdk-lib|constructs)$': `${latest}/$1`, '^aws-cdk-lib/(.*)$': `${latest}/aws-cdk-lib/$1` },
  // What synthesizes; contract and container commands are the same with any CDK.
  testMatch: [
    ...['load-balancer', 'dns', 'signals', 'verification', 'network', 'edge', 'instance', 'deployment'].map((room) => `${room}/*`),
    'recovery/!(histories*)', 'examples/synthesize', 'container/container-health', 'lint/health-lint*', 'lint/built-images', 'cli/lint',
    'layered-health*', 'everywhere', 'exported-props', 'kinds-of-service', 'long-boot', 'deployment-controller', 'stages', 'adoption/*',
  ].map((tests) => `<rootDir>/test/${tests}.test.ts`),
  reporters: ['default', ['jest-junit', { outputDirectory: 'test-reports', outputName: 'latest.xml' }]],
};
