/**
 * Compiles the examples of the README with jsii-rosetta, strictly, which also translates them into the other languages. They are whole,
 * which `nofixture` says. Those in docs/ are compiled by test/docs.test.ts.
 *
 *   npx projen compile && npx tsx tools/check-examples.ts
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

const folder = mkdtempSync(join(tmpdir(), 'layered-health-examples-'));
try {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['aws-cdk-lib', 'constructs']) { symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name)); }
  symlinkSync(ROOT, join(folder, 'node_modules', 'cdk-ecs-layered-health'));

  const rosetta = join(ROOT, 'node_modules', 'jsii-rosetta', 'bin', 'jsii-rosetta');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [rosetta, 'extract', '--strict', '--directory', folder, '--cache-to', join(folder, 'tablet.json'), ROOT],
    { encoding: 'utf8' },
  );
  console.log(status === 0 ? 'The examples of the README compile and can be translated' : `${stdout}${stderr}`);
  process.exitCode = status === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(ROOT, '.jsii.tabl.json'), { force: true });
}
