import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..', '..');

/** A folder of this run with the built service, and the command that starts it. */
export interface PreparedService {
  readonly folder: string;
  readonly command: string;
  readonly cleanUp: () => void;
}

/** Template and service of the example, as the demo runs them. */
export interface Prepared extends PreparedService {
  readonly template: string;
  /** The same service with recovery that acts; only the verifier probes its liveness. */
  readonly recovering: string;
}

/** Synthesizes examples/fargate-alb and builds examples/nestjs-service, as their users would, into a folder of this run. */
export async function prepare(): Promise<Prepared> {
  return inFolder(async (folder) => {
    const [service] = await Promise.all([
      buildService(folder),
      synthesize(join('examples', 'fargate-alb', 'app.ts'), folder),
      synthesize(join('sandbox', 'demo', 'recovering.ts'), join(folder, 'recovering')),
    ]);
    return {
      ...service,
      template: join(folder, 'FargateAlb.template.json'),
      recovering: join(folder, 'recovering', 'Recovering.template.json'),
    };
  });
}

/** Builds examples/nestjs-service alone. */
export async function prepareService(): Promise<PreparedService> {
  return inFolder(buildService);
}

async function inFolder<Made>(make: (folder: string) => Promise<Made>): Promise<Made & Pick<PreparedService, 'folder' | 'cleanUp'>> {
  // Below node_modules, because the service's packages are found from there.
  const cache = join(ROOT, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'layered-health-demo-'));
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  try {
    return { ...await make(folder), folder, cleanUp };
  } catch (error) {
    cleanUp();
    throw error;
  }
}

async function synthesize(app: string, folder: string): Promise<void> {
  await promisify(execFile)(process.execPath, ['--import', 'tsx', app], {
    cwd: ROOT, env: { ...process.env, CDK_OUTDIR: folder, JSII_DEPRECATED: 'quiet' },
  });
}

async function buildService(folder: string): Promise<Pick<PreparedService, 'command'>> {
  const outfile = join(folder, 'service.mjs');
  const source = join(ROOT, 'examples', 'nestjs-service', 'service.ts');
  await build({ entryPoints: [source], outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm', logLevel: 'warning' });
  return { command: commandOf(outfile) };
}

/** The service's own times are divided as the template's are, so that the demo shows a minute in seconds. */
function commandOf(service: string): string {
  const settings = { FAULT_CONTROL: 'stdin', WORKER_INTERVAL_MS: 25, RECOVERY_INTERVAL_MS: 500, SHUTDOWN_DELAY_MS: 300 };
  const variables = Object.entries(settings).map(([name, value]) => `${name}=${value}`).join(' ');
  return `exec env ${variables} '${process.execPath}' '${service}'`;
}
