import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => existsSync(join(ROOT, 'examples', name, 'app.ts')));

test.each(EXAMPLES)('examples/%s synthesizes without a warning', (name) => {
  const output = mkdtempSync(join(tmpdir(), 'layered-health-example-'));
  try {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join('examples', name, 'app.ts')], {
      cwd: ROOT, env: { ...process.env, CDK_OUTDIR: output, JSII_DEPRECATED: 'quiet' }, encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // Annotations land in the manifest when no toolkit prints them.
    const manifest = readFileSync(join(output, 'manifest.json'), 'utf8');
    expect(manifest).not.toMatch(/"aws:cdk:(warning|error)"/);
    expect(readdirSync(output).filter((file) => file.endsWith('.template.json')).length).toBeGreaterThan(0);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}, 60_000);
