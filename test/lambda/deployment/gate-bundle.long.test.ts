import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, GREEN, SERVICE_ARN, TERMS } from './gate-fixtures';
import type { HookAnswer } from '../../../lambda/deployment/answer-hook';
import type { Plan } from '../../../src/shared/plan';
import { runProgram } from '../../run-program';
import { AwsServer, ecsTask, targetHealth } from '../verification/evidence/aws-server';

const ROOT = join(__dirname, '..', '..', '..');
const output = mkdtempSync(join(tmpdir(), 'layered-health-gate-'));
const NEW = 'ecs-svc/9313423515462893900';

/** Calls a bundle as Lambda does; the last line is what it answers. */
const CALL = 'require(process.argv[1]).handler(JSON.parse(process.argv[2])).then((answer) => console.log(JSON.stringify(answer)))';

let aws: AwsServer;
let app: Server;
let port: number;
let endpoint: string;
let status: number;
let targetState: string;
let lines: Record<string, unknown>[];

/**
 * An account whose service has an old task that is well and a new one; the verifier is the bundle that is shipped, in a process of its
 * own.
 */
beforeAll(async () => {
  app = createServer((_, response) => response.writeHead(status).end('{"status":"ok"}'));
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.2', resolve));
  port = (app.address() as AddressInfo).port;
  const tasks = [
    ecsTask('old', '127.0.0.3', { startedBy: 'ecs-svc/1' }),
    ecsTask('new', '127.0.0.2', { startedBy: NEW, startedAt: Date.now() / 1000 - 120 }),
  ] as {
    taskArn: string;
  }[];
  aws = new AwsServer(({ action, input }) => {
    switch (action) {
      case 'DescribeServices':
        return {
          services: [
            {
              status: 'ACTIVE',
              desiredCount: 1,
              runningCount: 2,
              deployments: [{ id: NEW, status: 'PRIMARY', rolloutState: 'IN_PROGRESS', desiredCount: 1 }],
            },
          ],
        };
      case 'ListTasks':
        return { taskArns: input.desiredStatus === 'RUNNING' ? tasks.map(({ taskArn }) => taskArn) : [] };
      case 'DescribeTasks':
        return { tasks: tasks.filter(({ taskArn }) => (input.tasks as string[]).includes(taskArn)) };
      case 'DescribeTargetHealth':
        return targetHealth([
          { id: '127.0.0.3', port, state: 'healthy' },
          { id: '127.0.0.2', port, state: targetState },
        ]);
      default:
        return '<PublishResponse><PublishResult/></PublishResponse>';
    }
  });
  endpoint = await aws.start();
  await run(['--import', 'tsx', join(ROOT, 'tools', 'bundle.ts'), output], endpoint);
}, 60_000);

afterAll(async () => {
  rmSync(output, { recursive: true, force: true });
  app.closeAllConnections();
  await Promise.all([aws.stop(), new Promise((resolve) => app.close(resolve))]);
});

beforeEach(() => {
  aws.calls.length = 0;
  lines = [];
  status = 200;
  targetState = 'healthy';
});

async function run(args: string[], url: string): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    NODE_NO_WARNINGS: '1',
    AWS_ENDPOINT_URL: endpoint ?? url,
    AWS_ENDPOINT_URL_LAMBDA: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
    LAYERED_HEALTH_ALLOW_LOCAL: '1',
  };
  return (await runProgram(process.execPath, args, env)).text;
}

async function invoke(bundle: string, input: unknown, url: string): Promise<unknown> {
  const written = (await run(['-e', CALL, join(output, bundle, 'index.js'), JSON.stringify(input)], url)).trim().split('\n');
  lines.push(...written.slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>));
  return JSON.parse(written[written.length - 1]);
}

/** Lets the gate call the verifier that runs here, as Lambda would. */
async function gate(input: unknown): Promise<HookAnswer> {
  const lambda = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void invoke('verifier', JSON.parse(Buffer.concat(chunks).toString()), url).then((answer) => response.end(JSON.stringify(answer)));
    });
  });
  await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`;
  try {
    return await invoke('gate', input, url) as HookAnswer;
  } finally {
    lambda.closeAllConnections();
    await new Promise((resolve) => lambda.close(resolve));
  }
}

function event(stage = 'POST_SCALE_UP'): object {
  const { frontDoor, ...plan } = TERMS.plan as Omit<Plan, 'service'> & { service: { cluster: string } };
  return call(stage, { terms: { ...TERMS, consecutiveVerifications: 1, plan: { ...plan, port } } });
}

test('only the new task is verified, and no metric of the service is written', async () => {
  expect(await gate(event())).toEqual({ hookStatus: 'SUCCEEDED' });
  expect(lines.filter((line) => '_aws' in line)).toEqual([]);
  expect(lines).toEqual([
    expect.objectContaining({ counts: expect.objectContaining({ desired: 1, running: 1, verified: 1 }) }),
    expect.objectContaining({
      hookStatus: 'SUCCEEDED',
      why: 'VERIFIED',
      service: SERVICE_ARN,
      reasons: ['1 of 1 desired tasks are verified'],
    }),
  ]);
}, 30_000);

test('a new task that fails is refused, although the old one is well, and a message is sent', async () => {
  status = 500;
  expect(await gate(event())).toEqual({
    hookStatus: 'FAILED',
    hookDetails: { why: 'REFUSED', reasons: [expect.stringMatching(/^task new: LIVENESS_FAILED, liveness \(L7\)/)] },
  });
  const [published] = aws.calls.filter(({ action }) => action === 'Publish');
  expect(published.input).toMatchObject({
    Subject: 'orders: deployment refused',
    Message: expect.stringContaining(`revision ${GREEN.split('/').pop()} of orders in cluster prod was refused`),
  });
}, 30_000);

test('a target that the load balancer has not checked yet is waited for', async () => {
  targetState = 'initial';
  expect(await gate(event())).toMatchObject({
    hookStatus: 'IN_PROGRESS',
    callBackDelay: 15,
    hookDetails: { progress: { verified: 0, down: 0, judged: true }, terms: { consecutiveVerifications: 1 } },
  });
}, 30_000);
