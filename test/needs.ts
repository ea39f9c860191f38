/**
 * `describe` and `test` for what needs more than Node. Where it is missing they are skipped, which is said; in CI, which installs
 * everything
 * (.ci/tools), a test that is skipped would be taken for one that has passed, and fails.
 *
 * @param missing what is missing, and how it is installed; undefined where nothing is
 */
export function needing(missing: string | undefined): { readonly describe: jest.Describe; readonly test: jest.It } {
  if (missing === undefined) { return { describe, test }; }
  if (process.env.CI) {
    test(`needs what CI must have: ${missing}`, () => { throw new Error(`Tests would be skipped: ${missing}`); });
  } else {
    // eslint-disable-next-line no-console
    console.warn(`SKIPPED: ${missing}`);
  }
  return { describe: describe.skip as jest.Describe, test: test.skip as jest.It };
}
