/**
 * The shipped `doctor` over a made-up account, against a local API with the token buckets of AWS: time, calls, and their share of what AWS
 * allows. `npm run bench -- doctor [--fleets 300x3]`
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Account, AccountApi } from './account-api';
import { RATE_LIMITS } from '../cli/doctor/operations';
import { ROOT } from '../tools/bundle-options';

/** What is measured of one run. */
export interface DoctorFigures {
  /** Until the first line at a terminal; undefined where this machine has no `script`. */
  readonly firstLineSeconds?: number;
  readonly seconds: number;
  /** Services that were judged. */
  readonly judged: number;
  readonly calls: number;
  /** Calls that were refused because there were too many. */
  readonly refused: number;
  /** The largest share that its calls had of what AWS allows in the time of the run. */
  readonly share: number;
  readonly unread: readonly string[];
}

const COMMAND = [process.execPath, join(ROOT, 'assets', 'cli', 'main.js'), 'doctor'];

/** Runs it once for the answer, and once at a terminal for the first line. */
export async function measureDoctor(account: Account): Promise<DoctorFigures> {
  const api = new AccountApi(account);
  try {
    const environment = {
      ...process.env,
      AWS_ENDPOINT_URL: await api.listen(),
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const { seconds, output } = await run([...COMMAND, '--json'], environment);
    const { services, unread } = JSON.parse(output) as {
      readonly services: ReadonlyArray<{ readonly status: string }>; readonly unread: ReadonlyArray<{ readonly operation: string }>;
    };
    const made = [...api.calls];
    const shares = made.map(([limit, count]) => count / (RATE_LIMITS[limit].perSecond * Math.max(60, seconds)));
    const refused = api.refused;
    const { firstSeconds } = await run(['script', '-qec', COMMAND.join(' '), '/dev/null'], environment, true);
    return {
      ...firstSeconds === undefined ? {} : { firstLineSeconds: firstSeconds },
      seconds,
      judged: services.filter(({ status }) => status !== 'UNKNOWN').length,
      calls: made.reduce((sum, [, count]) => sum + count, 0),
      refused,
      share: Math.max(...shares),
      unread: unread.map(({ operation }) => operation),
    };
  } finally {
    api.close();
  }
}

/** Accounts as SERVICESxTASKS, one after the other. */
export async function measureDoctors(names: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const name of names) {
    const [services, tasks] = name.split('x').map(Number);
    const { firstLineSeconds, seconds, judged, calls, refused, share, unread } = await measureDoctor({ services, tasks });
    lines.push(`${name}: first line ${firstLineSeconds?.toFixed(2) ?? '?'} s, answer ${seconds.toFixed(1)} s, ${judged} of ${
      services} judged, ${calls} calls, ${refused} refused, at most ${(share * 100).toFixed(1)} % of a limit a minute; unread: ${
      unread.join(', ') || 'nothing'}`);
  }
  return `${lines.join('\n')}\n`;
}

interface Ran {
  readonly seconds: number;
  readonly firstSeconds?: number;
  readonly output: string;
}

async function run([command, ...words]: readonly string[], env: NodeJS.ProcessEnv, firstOnly = false): Promise<Ran> {
  const began = performance.now();
  const since = () => (performance.now() - began) / 1_000;
  const child = spawn(command, words, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let firstSeconds: number | undefined;
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    firstSeconds ??= since();
    output += String(chunk);
    if (firstOnly) { child.kill(); }
  });
  await new Promise<void>((resolve) => child.once('error', () => resolve()).once('close', () => resolve()));
  return { seconds: since(), ...firstSeconds === undefined ? {} : { firstSeconds }, output };
}
