import { execFile, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { masked, MEASURED } from './sandbox/fixtures/mask';
import { SCENARIOS } from '../sandbox/demo/scenarios';

const ROOT = join(__dirname, '..');

async function demo(): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', join('sandbox', 'demo', 'main.ts')],
      { cwd: ROOT, env: { ...process.env, NO_COLOR: '1' } },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
      },
    );
  });
}

test('the demo diagnoses every scenario as designed and says so', async () => {
  const page = readFileSync(join(ROOT, 'docs', 'demo.md'), 'utf8');
  const { code, stdout, stderr } = await demo();
  const summary = `${SCENARIOS.length} of ${SCENARIOS.length} scenarios were diagnosed as designed`;
  // The whole text first: it says which scenario went wrong, and why.
  expect(stdout).toContain(summary);
  expect(code).toBe(0);
  for (const { name, expected, expectedTask } of SCENARIOS) {
    const row = stdout.split('\n').find((line) => line.includes(` ${name} `))!;
    expect(row).toContain((expectedTask ?? expected).fault);
    expect(row).toContain((expectedTask ?? expected).remedy);
    // docs/demo.md shows the table. What others still believe there, they may have seen to be wrong by then.
    const shown = cells(page.split('\n').find((line) => line.includes(` ${name} `))!);
    expect(cells(row).map((cell, column) => STILL_BELIEVED.test(shown[column]) && /healthy|unknown/.test(cell) ? shown[column] : cell)).toEqual(shown);
  }
  // And the alerts, with other ids, addresses and times.
  const told = stdout.slice(stdout.indexOf('Alerts: one message'), stdout.indexOf(`\n\n${summary}`));
  expect(told.match(/^ {2}Would a restart help\?/gm)).toHaveLength(SCENARIOS.filter(({ alerts }) => alerts).length);
  // How old a fault is, how long answers took, and what the load balancer has noticed by then, depends on the minute and the machine.
  const lines = (text: string) =>
    masked(text).replace(/ \(\d+ minutes? ago\)/g, '').split('\n').filter((line) => !MEASURED.test(line));
  expect(lines(told).filter((line) => !lines(page).includes(line))).toEqual([]);
  expect(stderr).toContain('Synthesizing examples/fargate-alb');
  expect(stderr).not.toContain('Warning');
}, 180_000);

const STILL_BELIEVED = /^(healthy|unknown)$/;

/** Of a row of the demo's table, without the seconds. */
function cells(row: string): string[] {
  return row.split('│').map((cell) => cell.trim()).slice(1, -2);
}

test('Ctrl-C ends the demo early and leaves no process and no folder behind', async () => {
  const demoProcess = spawn(process.execPath, ['--import', 'tsx', join('sandbox', 'demo', 'main.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => demoProcess.on('exit', resolve));
  const folder = () => readdirSync(join(ROOT, 'node_modules', '.cache')).filter((name) => name.startsWith('layered-health-demo-'));
  const before = folder();
  // Once a scenario is finished, the processes of the others run.
  await new Promise<void>((resolve) =>
    demoProcess.stderr.on('data', (chunk) => {
      if (/[1-9] of \d+ done/.test(String(chunk))) {
        resolve();
      }
    }),
  );
  const [own] = folder().filter((name) => !before.includes(name));
  expect(commandLines().some((line) => line.includes(own))).toBe(true);
  demoProcess.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(commandLines().filter((line) => line.includes(own))).toEqual([]);
  expect(folder()).not.toContain(own);
}, 60_000);

/** Of every process of this machine. */
function commandLines(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => {
    try {
      return readFileSync(join('/proc', name, 'cmdline'), 'utf8');
    } catch {
      return ''; // it has ended meanwhile
    }
  });
}
