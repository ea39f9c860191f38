/**
 * Compares the API with the latest release by jsii-diff; prints a note where there is none yet.
 *
 *   npx projen compile && npx tsx tools/compare-release.ts
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const name = 'cdk-ecs-layered-health';

const { status, stderr, stdout } = spawnSync('npm', ['view', name, 'version', '--json'], { cwd: ROOT, encoding: 'utf8' });
if (status === 0) {
  console.log(`Comparing with ${name} ${stdout.trim()}`);
  const compared = spawnSync(
    process.execPath,
    [
      join(ROOT, 'node_modules', 'jsii-diff', 'bin', 'jsii-diff'),
      `npm:${name}`,
      ROOT,
      '--keys',
      '--ignore-file',
      join(ROOT, '.compatignore'),
    ],
    { cwd: ROOT, stdio: 'inherit' },
  );
  process.exitCode = compared.status ?? 1;
} else if (/\bE404\b/.test(`${stderr}${stdout}`)) {
  console.log(`${name} has not been released: nothing to compare with`);
} else {
  // A registry that does not answer is no reason to let a break pass.
  console.error(`npm view failed, so the release is not known:\n${stderr}`);
  process.exitCode = 1;
}
