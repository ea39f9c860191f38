import { existsSync, readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { needing } from '../needs';
import { PLAN } from './diagnosis/diagnosis-fixtures';
import { OUT_OF_MEMORY } from './signals/events/samples';
import { AwsServer, ecsTask, targetHealth } from './verification/evidence/aws-server';
import { pack } from '../../lambda/shared/packed-request';
import type { ProbeRequest, ProbeResponse } from '../../lambda/shared/probe-request';
import { runProgram } from '../run-program';

const ROOT = join(__dirname, '..', '..');
const ASSETS = join(ROOT, 'assets');
/** What runs on Lambda; the reader of scenarios runs at synthesis. */
const BUNDLES = readdirSync(ASSETS).filter((name) => name !== 'scenario' && existsSync(join(ASSETS, name, 'index.js')));
/** The versions of Node that Lambda runs, from npm. */
const RUNTIMES = ['22', '24'].map((major) => ({
  major,
  node: join(__dirname, '..', 'runtimes', 'node_modules', `node-${major}`, 'bin', 'node'),
}));

/** Calls a bundle as Lambda does; the last line is what it answers. */
const CALL =
  'require(process.argv[1]).handler(JSON.parse(process.argv[2])).then((answer) => console.log(JSON.stringify({ '
  + 'node: process.versions.node, answer })))';
const LOAD = 'console.log(process.argv.slice(1).map((file) => typeof require(file).handler).join())';

let aws: AwsServer;
let app: Server;
let port: number;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  app = createServer((_, response) => response.end('{"status":"ok"}'));
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  port = (app.address() as AddressInfo).port;
  const task = ecsTask('a', '127.0.0.1') as { taskArn: string };
  aws = new AwsServer(({ action, input }) => {
    switch (action) {
      case 'DescribeServices':
        return { services: [{ desiredCount: 1, runningCount: 1, deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }] }] };
      case 'ListTasks':
        return { taskArns: input.desiredStatus === 'RUNNING' ? [task.taskArn] : [] };
      case 'DescribeTasks':
        return { tasks: [task] };
      case 'DescribeTargetHealth':
        return targetHealth([{ id: '127.0.0.1', port, state: 'healthy' }]);
      default:
        return '<PublishResponse><PublishResult/></PublishResponse>';
    }
  });
  environment = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: await aws.start(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
    LAYERED_HEALTH_ALLOW_LOCAL: '1',
  };
});

afterAll(async () => {
  app.closeAllConnections();
  await Promise.all([aws.stop(), new Promise((resolve) => app.close(resolve))]);
});

beforeEach(() => { aws.calls.length = 0; });

/** What a script prints, and what Node has to say of it: deprecations and warnings count as failures. */
async function run(node: string, args: string[]): Promise<string[]> {
  const { text, errors } = await runProgram(node, args, environment);
  expect(errors).toBe('');
  return text.trim().split('\n');
}

async function call(node: string, bundle: string, input: unknown): Promise<{ node: string; answer: unknown }> {
  const lines = await run(node, ['-e', CALL, join(ASSETS, bundle, 'index.js'), JSON.stringify(input)]);
  return JSON.parse(lines[lines.length - 1]);
}

test('there are bundles to run', () => expect(BUNDLES).toEqual(expect.arrayContaining(['notifier', 'prober', 'verifier'])));

for (const { major, node } of RUNTIMES) {
  needing(existsSync(node) ? undefined : `test/runtimes has no Node ${major}: run \`npm ci --prefix test/runtimes\``).describe(
    `in Node ${major}`,
    () => {
      const versioned = (answer: unknown) => ({ node: expect.stringMatching(new RegExp(`^${major}\\.`)), answer });

      test('every bundle loads, without a word of deprecation, and has a handler', async () => {
        expect(await run(node, ['-e', LOAD, ...BUNDLES.map((name) => join(ASSETS, name, 'index.js'))])).toEqual([
          BUNDLES.map(() => 'function').join(),
        ]);
      });

      test('the prober probes', async () => {
        const { liveness, readiness } = PLAN;
        const request: ProbeRequest = {
          targets: [{ id: 'a', host: '127.0.0.1', port, liveness, readiness, timeoutMs: 500 }],
          dependencies: [],
          deadlineMs: 2_000,
        };
        const { node: version, answer } = await call(node, 'prober', pack(request));
        expect(version).toMatch(new RegExp(`^${major}\\.`));
        const [{ checks }] = (answer as ProbeResponse).targets;
        expect(checks.map(({ layer, check, outcome }) => `${layer} ${check} ${outcome}`)).toEqual([
          'L3 network OK',
          'L4 port OK',
          'L7 liveness OK',
          'L7 readiness OK',
        ]);
      });

      test('the verifier reads what AWS knows, probes, and comes to a diagnosis', async () => {
        const plan = { ...PLAN, port, timing: { ...PLAN.timing, roundDeadlineMs: 5_000 } };
        expect(await call(node, 'verifier', plan)).toEqual(
          versioned(
            expect.objectContaining({ status: 'UP', fault: 'HEALTHY', counts: expect.objectContaining({ verified: 1, failing: 0 }) }),
          ),
        );
        expect(new Set(aws.calls.map(({ action }) => action))).toEqual(
          new Set(['DescribeServices', 'ListTasks', 'DescribeTasks', 'DescribeTargetHealth']),
        );
      });

      test('the notifier sends an alert', async () => {
        const topicArn = 'arn:aws:sns:eu-west-1:111122223333:pager';
        expect(await call(node, 'notifier', { topicArn, format: 'TEXT', always: [], quietSeconds: 0, event: OUT_OF_MEMORY })).toEqual(
          versioned(expect.objectContaining({ notified: true, kind: 'OUT_OF_MEMORY' })),
        );
        expect(aws.calls.map(({ action }) => action)).toEqual(['Publish']);
      });
    },
  );
}
