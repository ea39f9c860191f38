/** How tests run against one mutant, in a copy of the project: without types, which the compiler has already checked, and without reports. */
const { jest } = require('../../package.json');

module.exports = {
  ...jest,
  rootDir: '../..',
  cacheDirectory: '<rootDir>/.jest-cache',
  transform: { '^.+\\.[t]sx?$': ['ts-jest', { tsconfig: 'test/tsconfig.json', transpilation: true, diagnostics: false }] },
  testSequencer: '<rootDir>/tools/mutate/in-given-order.js',
  // Machines that try mutants are busy: a test that is late has not failed.
  testTimeout: 90_000,
  reporters: ['<rootDir>/tools/mutate/first-failure.js'],
};
