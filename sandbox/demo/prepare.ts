import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..', '..');

/** What the demo runs: the example's template as it is synthesized, and the command that starts the example's service. */
export interface Prepared {
  readonly template: string;
  readonly command: string;
  readonly cleanUp: () => void;
}

/** Synthesizes examples/fargate-alb and builds examples/nestjs-service, as their users would, into a folder of this run. */
export async function prepare(): Promise<Prepared> {
  // Below node_modules, because the service's packages are found from there.
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'layered-health-demo-'));
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  try {
    const service = join(folder, 'service.mjs');
    await Promise.all([synthesize(folder), buildService(service)]);
    const template = join(folder, 'FargateAlb.template.json');
    JSON.parse(readFileSync(template, 'utf8'));
    return { template, command: commandOf(service), cleanUp };
  } catch (error) {
    cleanUp();
    throw error;
  }
}

async function synthesize(folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['--import', 'tsx', join('examples', 'fargate-alb', 'app.ts')], {
    cwd: ROOT, env: { ...process.env, CDK_OUTDIR: folder, JSII_DEPRECATED: 'quiet' },
  });
}

async function buildService(outfile: string): Promise<void> {
  const source = join(ROOT, 'examples', 'nestjs-service', 'service.ts');
  await build({ entryPoints: [source], outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'warning' });
}

/** The service's own times are divided as the template's are, so that the demo shows a minute in seconds. */
function commandOf(service: string): string {
  const settings = { FAULT_CONTROL: 'stdin', WORKER_INTERVAL_MS: 25, RECOVERY_INTERVAL_MS: 500, SHUTDOWN_DELAY_MS: 300 };
  const variables = Object.entries(settings).map(([name, value]) => `${name}=${value}`).join(' ');
  return `exec env ${variables} '${process.execPath}' '${service}'`;
}
