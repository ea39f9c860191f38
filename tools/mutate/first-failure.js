const { writeFileSync } = require('node:fs');

/** Writes the first test that fails to FIRST_FAILURE: with --bail jest ends before it writes its own report. */
module.exports = class FirstFailure {
  onTestResult({ path }, { testExecError, testResults }) {
    const failed = testResults.find(({ status }) => status === 'failed');
    if (failed || testExecError) {
      writeFileSync(process.env.FIRST_FAILURE, JSON.stringify({ path, name: failed?.fullName ?? 'loading the file' }), { flag: 'wx' });
    }
  }
};
