import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventually, listens, processesWith } from './fixtures/left-behind';
import { SERVER, template } from './fixtures/template';

const ROOT = join(__dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'sandbox-cli-'));
const file = join(folder, 'web.template.json');

const ALARM = {
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: 'unwatched',
    Namespace: 'LayeredHealth',
    MetricName: 'ServicesVerified',
    Statistic: 'Maximum',
    ComparisonOperator: 'LessThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 1,
    TreatMissingData: 'breaching',
    AlarmActions: ['arn:aws:sns:us-east-1:111122223333:Alerts'],
  },
};

/** The template without functions: their shipped bundles need a build. With an alarm that goes off, since nobody verifies. */
function withoutFunctions(): object {
  const { Verifier, Prober, Schedule, Record: record, ...Resources } = (template() as { Resources: Record<string, object> }).Resources;
  expect([Verifier, Prober, Schedule, record]).not.toContain(undefined);
  return { Resources: { ...Resources, ALARM } };
}

/** Runs the CLI in one process: the `tsx` command would put another in front, which is not what is tested here. */
function args(...rest: string[]): string[] {
  return ['--import', pathToFileURL(require.resolve('tsx')).href, join(ROOT, 'cli', 'main.ts'), 'sandbox', ...rest];
}

beforeAll(() => writeFileSync(file, JSON.stringify(withoutFunctions())));
afterAll(() => rmSync(folder, { recursive: true }));

describe('sandbox TEMPLATE', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  /** Starts the CLI and waits until its service is steady. */
  async function startCli(mark: string): Promise<{ output: () => string; ended: Promise<number | null>; address: string; port: number }> {
    let text = '';
    child = spawn(process.execPath, args(file, '--run', `web=${SERVER} ${mark}`, '--time-scale', '20'), {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout!.on('data', (chunk) => { text += chunk; });
    child.stderr!.on('data', (chunk) => { text += chunk; });
    const ended = new Promise<number | null>((resolve) => child!.once('exit', resolve));
    try {
      await eventually(() => text.includes('steady state'), 15_000);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${text}`);
    }
    return {
      output: () => text,
      ended,
      address: text.match(/RUNNING on (\S+)/)![1],
      port: Number(text.match(/export AWS_ENDPOINT_URL=http:\/\/127\.0\.0\.1:(\d+)/)![1]),
    };
  }

  test('runs until Ctrl-C, which stops everything and ends well', async () => {
    const mark = `cli-${process.pid}-${Date.now()}`;
    const { output, ended, address, port } = await startCli(mark);
    expect(output()).toContain('export AWS_ACCESS_KEY_ID=sandbox');
    expect(await listens(address, 8080)).toBe(true);
    await eventually(() => output().includes('"AlarmName":"unwatched"'), 10_000);
    expect(output()).toMatch(/unwatched is ALARM: [^]*MESSAGE  ALARM: "unwatched" in us-east-1[^]*"AlarmName":"unwatched"/);
    expect((await fetch(`http://${address}:8080/`)).status).toBe(200);
    // Twice, as under npm, which forwards what the terminal has sent to everybody.
    child!.kill('SIGINT');
    child!.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(processesWith(mark)).toEqual([]);
    expect([await listens(address, 8080), await listens('127.0.0.1', port)]).toEqual([false, false]);
  });

  test('a scenario with variables from files and the output of its processes is kept for a look around, until Ctrl-C', async () => {
    const mark = `cli-${process.pid}-${Date.now()}`;
    const paths = Object.fromEntries(Object.entries({
      scenario: 'name: starts\nenvironment: { web: { GREETING: from the scenario, PLACE: here } }\nsteps:\n  - wait: 10s\n',
      commands: `web: echo "$GREETING, $PLACE, $PASSWORD" && ${SERVER} ${mark}\n`,
      environment: 'web: { GREETING: from the command line, PASSWORD: 4711 }\n',
    }).map(([name, text]) => {
      const path = join(folder, `${name}.yaml`);
      writeFileSync(path, text);
      return [name, path];
    }));
    let text = '';
    child = spawn(process.execPath, args(
      file, '--scenario', paths.scenario, '--run', `@${paths.commands}`, '--environment', paths.environment, '--logs', '--keep',
    ), { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout!.on('data', (chunk) => { text += chunk; });
    const ended = new Promise<number | null>((resolve) => child!.once('exit', resolve));
    await eventually(() => /Task \w{8} of web: http:.*8080/.test(text), 20_000);
    expect(text).toMatch(/^web \w{8} web \| from the command line, here, 4711$/m);
    expect(text).toContain('1 of 1 scenarios passed.');
    expect(text).toContain('export AWS_ENDPOINT_URL=');
    const [url] = /http:\/\/127\.80[^\s]+/.exec(text)!;
    expect((await fetch(url)).status).toBe(200);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(processesWith(mark)).toEqual([]);
  });

  test('leaves nothing even when it is killed itself', async () => {
    const mark = `cli-${process.pid}-${Date.now()}`;
    await startCli(mark);
    expect(processesWith(mark)).not.toEqual([]);
    child!.kill('SIGKILL');
    await eventually(() => processesWith(mark).length === 0, 5000);
  });

  test.each<[string, string[], RegExp]>([
    ['no command', [file], /No command is given for the container 'web'; the template has web \(service web\)/],
    ['an unknown container', [file, '--run', 'api=x', '--run', 'web=y'], /no container 'api'/],
    [
      'a command without a name',
      [file, '--run', 'node server.js'],
      /'node server\.js' is invalid\. Allowed: a container's name, an equals sign/,
    ],
    ['a file that is not there', [join(folder, 'gone.json'), '--run', 'web=x'], /Cannot read the template .*gone\.json: ENOENT/],
    [
      'a time scale of 0',
      [file, '--run', 'web=x', '--time-scale', '0'],
      /'0' is invalid\. Allowed: a number from 1 \(as fast as AWS\) to 1000/,
    ],
    ['a file of commands that is not there', [file, '--run', '@gone.yaml'], /gone\.yaml:1:1: cannot be read \(ENOENT\)/],
    ['several scenarios to keep', ['--scenario', 'a.yaml', 'b.yaml', '--keep'], /--keep is for one scenario, got 2/],
    ['no template', [], /missing required argument 'TEMPLATE'/],
  ])('refuses %s', (_, rest, message) => {
    const { status, stderr } = spawnSync(process.execPath, args(...rest), { encoding: 'utf8' });
    expect(stderr).toMatch(message);
    expect(status).toBe(64);
  });
});
