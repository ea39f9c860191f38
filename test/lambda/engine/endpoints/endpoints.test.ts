import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathOf, play, type RecordedAnswer, recordedAnswers, type Wanted } from './answers';
import { diagnoseTarget } from '../../../../lambda/diagnosis/diagnose-target';
import type { CheckResult, Outcome, TargetProbe } from '../../../../lambda/shared/check-result';
import { pack } from '../../../../lambda/shared/packed-request';
import type { ProbeRequest, ProbeResponse } from '../../../../lambda/shared/probe-request';
import type { Remedy } from '../../../../lambda/shared/verdict';
import type { HttpEndpointPlan } from '../../../../src/shared/plan';
import { Listeners } from '../listeners';

const OUTCOMES: Readonly<Record<Wanted, readonly Outcome[]>> = {
  UP: ['OK'],
  DEG: ['DEGRADED'],
  DOWN: ['UNHEALTHY', 'MISSING'], // MISSING where a format was promised and a page came
  OUT: ['OUT_OF_SERVICE'],
  START: ['NOT_YET'],
  CONF: ['MISSING', 'REQUEST_REFUSED', 'OTHER_PROTOCOL'],
  OVER: ['OVERLOADED'],
  STBY: ['OUT_OF_SERVICE', 'DEGRADED'],
};

/** Whom a restart would only hurt, or not help. */
const NEVER_RESTARTED: readonly Wanted[] = ['OUT', 'START', 'CONF', 'OVER', 'STBY'];
const RESTARTS: readonly Remedy[] = ['RESTART', 'RECOVER'];

/** What is not right, and why it is not. */
const WRONG: Readonly<Record<string, string>> = {
  '181-wire-actuator-big-80k-down-503': 'the only component that is down stands behind the first 64 KiB, which are all that is read',
};

const answers = recordedAnswers();
const listeners = new Listeners();
let probes: ReadonlyMap<string, TargetProbe>;

beforeAll(async () => {
  const ports = await Promise.all(answers.map((answer) => play(listeners, answer)));
  const targets = answers.flatMap((answer, index) => {
    const endpoint: HttpEndpointPlan = { protocol: 'http', path: pathOf(answer), timeoutMs: 5000, format: answer.format };
    const target = { host: '127.0.0.1', port: ports[index]!, timeoutMs: 5000 };
    return [
      { ...target, id: `${answer.id} readiness`, readiness: endpoint },
      { ...target, id: `${answer.id} liveness`, liveness: endpoint },
    ];
  });
  const { targets: found } = await askProber({ targets, dependencies: [], deadlineMs: 60_000 });
  probes = new Map(found.map((probe) => [probe.id, probe]));
}, 90_000);
afterAll(async () => listeners.close());

/** Has the prober as it is shipped probe from a process of its own, as Lambda does. */
async function askProber(request: ProbeRequest): Promise<ProbeResponse> {
  const program = `
    let text = '';
    process.stdin.on('data', (chunk) => { text += chunk; });
    process.stdin.on('end', async () => {
      process.stdout.write(JSON.stringify(await require(process.argv[1]).handler(JSON.parse(text))));
    });`;
  const bundle = join(__dirname, '..', '..', '..', '..', 'assets', 'prober', 'index.js');
  return new Promise((resolve, reject) => {
    const env = { ...process.env, LAYERED_HEALTH_ALLOW_LOCAL: '1' };
    const child = execFile(process.execPath, ['-e', program, bundle], { env, maxBuffer: 2 ** 26 }, (error, stdout) => (
      error ? reject(error) : resolve(JSON.parse(stdout) as ProbeResponse)
    ));
    child.stdin?.end(JSON.stringify(pack(request)));
  });
}

/** What of an answer is not as an on-call engineer wants it. */
function problemsWith({ id, want, names, says = '' }: RecordedAnswer): string[] {
  const readiness = resultOf(id, 'readiness');
  const { outcome, detail, components = [] } = readiness;
  const told = components.flatMap(({ name }) => [name, ...name.split('/')]);
  const remedies = ['readiness', 'liveness'].map((check) => diagnoseTarget(probes.get(`${id} ${check}`)!).remedy);
  return [
    ...OUTCOMES[want].includes(outcome) ? [] : [`${outcome} instead of ${want}`],
    ...names.filter((name) => !told.some((each) => each === name || each === `${name}s`)).map((name) => `${name} is not named`),
    ...detail.toLowerCase().includes(says.toLowerCase()) ? [] : [`${says} is not said: ${detail}`],
    ...NEVER_RESTARTED.includes(want) && remedies.some((remedy) => RESTARTS.includes(remedy)) ? [`a remedy of ${remedies.join(', ')}`] : [],
  ];
}

function resultOf(id: string, check: 'readiness' | 'liveness'): CheckResult {
  return probes.get(`${id} ${check}`)!.checks.find((result) => result.check === check)!;
}

test('at least 98 of 100 answers of real systems are understood, and of the others it is known why not', () => {
  expect(answers.length).toBeGreaterThanOrEqual(423);
  const wrong = answers.map((answer) => [answer.id, problemsWith(answer)] as const).filter(([, problems]) => problems.length > 0);
  expect(Object.fromEntries(wrong.filter(([id]) => !(id in WRONG)))).toEqual({});
  expect(wrong.map(([id]) => id)).toEqual(Object.keys(WRONG));
  expect(Object.keys(WRONG).length).toBeLessThanOrEqual(0.02 * answers.length);
});

test('the same as liveness and as readiness', () => {
  for (const { id } of answers) {
    const { outcome, detail } = resultOf(id, 'readiness');
    expect({ id, outcome, detail }).toEqual({ id, outcome: resultOf(id, 'liveness').outcome, detail: resultOf(id, 'liveness').detail });
  }
});

test('who is not well is told with a line of his own', () => {
  for (const { id, want } of answers) {
    const { detail } = resultOf(id, 'readiness');
    expect(detail.length).toBeLessThanOrEqual(200);
    if (want !== 'UP') { expect([id, detail]).toEqual([id, expect.stringMatching(/^(expected 200-299, got )?\d{3}(?=\W|$)/)]); }
  }
});
