import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCENARIOS } from '../sandbox/demo/scenarios';

const ROOT = join(__dirname, '..');

async function demo(): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', join('sandbox', 'demo', 'main.ts')], { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

test('the demo diagnoses every scenario as designed and says so', async () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const { code, stdout, stderr } = await demo();
  const summary = `${SCENARIOS.length} of ${SCENARIOS.length} scenarios were diagnosed as designed`;
  // The whole text first: it says which scenario went wrong, and why.
  expect(stdout).toContain(summary);
  expect(code).toBe(0);
  for (const { name, expected, expectedTask } of SCENARIOS) {
    const row = stdout.split('\n').find((line) => line.includes(` ${name} `))!;
    expect(row).toContain((expectedTask ?? expected).fault);
    expect(row).toContain((expectedTask ?? expected).remedy);
    // The README shows the table; only the seconds may differ.
    expect(readme).toContain(row.replace(/│ +[\d.]+ │$/, ''));
  }
  expect(stderr).toContain('Synthesizing examples/fargate-alb');
}, 120_000);
