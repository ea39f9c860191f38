import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, type CliRun } from '../cli/run-cli';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'layered-health-plugin-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Synthesizes an app whose container check, every 30 s, may take so long. */
async function synthesize(seconds: number, ...acknowledged: string[]): Promise<CliRun> {
  return runCommand([process.execPath, '--import', 'tsx', join(__dirname, 'plugin-app.ts'), String(seconds), ...acknowledged], {
    CDK_OUTDIR: join(folder, String(seconds)),
  });
}

/** The report without colours. */
const plain = (text: string) => text.replace(/\u001b\[\d+m/g, '');

// test/latest runs this file with the newest CDK, which reports otherwise (docs/lint.md, the table of versions).
if (process.env.TSX_TSCONFIG_PATH === undefined) {
  test('the CDK fails the synthesis on an error, and reports all findings with their constructs and fixes', async () => {
    const { code, stdout, stderr } = await synthesize(100);
    expect(code).toBe(1);
    expect(stdout).toContain('Validation failed');
    const [, error, warning, ...more] = plain(stderr).split(/^(?=\w+ \(1 occurrences\)$)/m);
    expect(more).toEqual([]);
    expect(error).toMatch(/^ContainerTimeoutOutOfRange .*\nSeverity: error\n/);
    expect(error).toContain('Construct Path: Shop/Orders/Task\n');
    expect(error).toContain("Description: The check of container 'web' has Timeout 100, and ECS allows 2 to 60 s.\n");
    expect(error).toContain('How to fix: Set Timeout to 29. See https://docs.aws.amazon.com/');
    expect(warning).toMatch(/^ContainerTimeoutNotBelowInterval .*\nSeverity: warning\n/);
    expect(plain(stderr)).toMatch(/cdk-ecs-layered-health │ failure/);
  }, 30_000);

  test.each([
    ['finds nothing', 5],
    // Newer versions of the CDK list them, and let the synthesis succeed as well.
    ['has warnings alone, which this version of the CDK keeps to itself', 30],
  ])('the synthesis succeeds where the plugin %s', async (_, seconds) => {
    const { code, stdout, stderr } = await synthesize(seconds);
    expect(code).toBe(0);
    expect(stdout).toContain('Policy Validation Successful!');
    expect(stderr).toMatch(/cdk-ecs-layered-health │ success/);
    expect(stderr).not.toContain('ContainerTimeout');
  }, 30_000);
} else {
  test('the newest CDK lists errors and warnings with their constructs and fixes, and fails the synthesis on an error', async () => {
    const { code, stderr } = await synthesize(100);
    expect(code).toBe(1);
    expect(plain(stderr)).toMatch(
      /^ERROR The check of container 'web' has Timeout 100, .*\n +Shop\/Orders\/Task .*\n +Suggested fix: Set Timeout to 29\./m,
    );
    expect(plain(stderr)).toContain("Acknowledge with 'cdk-ecs-layered-health::ContainerTimeoutOutOfRange'");
    expect(plain(stderr)).toMatch(/^WARNING The check of container 'web' may take 100 s /m);
    expect(stderr).toContain('ValidationFailed');
  }, 30_000);

  test.each([
    ['finds nothing', 5, 0],
    ['has warnings alone, which are listed', 30, 1],
  ])(
    'the newest CDK succeeds where the plugin %s',
    async (_, seconds, warnings) => {
      const { code, stderr } = await synthesize(seconds);
      expect(code).toBe(0);
      expect(plain(stderr).match(/^WARNING .*\(cdk-ecs-layered-health\)$/gm) ?? []).toHaveLength(warnings);
      expect(stderr).not.toMatch(/^ERROR/m);
    },
    30_000,
  );

  test('the newest CDK takes the plugin by Validations, by which a warning is acknowledged too', async () => {
    const { code, stderr } = await synthesize(30, 'ContainerTimeoutNotBelowInterval');
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/deprecated|WARNING/);
    expect(plain((await synthesize(30, 'AnotherRule')).stderr)).toMatch(/^WARNING .*\(cdk-ecs-layered-health\)$/m);
  }, 30_000);
}
