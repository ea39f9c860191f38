import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ask } from './ask';
import { logTo } from './broken-services';
import * as faults from '../../../sandbox/faults';
import type { Sandbox } from '../../../sandbox/sandbox';
import { lint } from '../../../src/lint/lint';
import { start, startSteady } from '../../sandbox/fixtures/start';
import { template } from '../../sandbox/fixtures/template';
import { runCli } from '../run-cli';

const loaded = createRequire(__filename)('ajv');
const Ajv = loaded.default ?? loaded;
const SCHEMA = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'docs', 'schemas', 'doctor.json'), 'utf8'));

async function unhealthy(sandbox: Sandbox): Promise<void> {
  await sandbox.until(
    () => sandbox.tasks().every(({ targets }) => targets.some(({ health }) => health.state === 'unhealthy')), 20_000, 'unhealthy targets',
  );
}

/** Keeps ECS from replacing what a test wants to see. */
function keep(sandbox: Sandbox): void {
  sandbox.service().paused = true;
}

async function services(sandbox: Sandbox): Promise<any[]> {
  return JSON.parse((await ask(sandbox, { json: true })).text).services;
}

test('a well service is one line, and what runs is checked by the rules that its template is', async () => {
  const sandbox = await startSteady({ desiredCount: 2 });
  const { text, exitCode } = await ask(sandbox);
  const well = '2 of 2 desired tasks are well, as ECS and the load balancer see them';
  expect(text.split('\n')[0]).toBe(`UP  web in cluster Cluster  ${well}; 3 findings below`);
  expect(text).toMatch(/us-east-1: 1 service in 1 cluster, 0 not well; \d+ reads, nothing changed$/);
  expect(exitCode).toBe(1);
  const [{ findings }] = await services(sandbox);
  const ofTemplate = lint([{ name: 'template', body: template({ desiredCount: 2 }) }]).filter(({ severity }) => severity !== 'note');
  expect(findings.map(({ rule, message }: any) => [rule, message]).sort())
    .toEqual(ofTemplate.map(({ rule, message }) => [rule, message]).sort());
});

test('what the load balancer is answered says which layer is at fault, as the prober would', async () => {
  const sandbox = await startSteady();
  keep(sandbox);
  const undo = faults.changeTargetCheck(sandbox.targetGroups[0], { path: '/missing' });
  await unhealthy(sandbox);
  const [service] = await services(sandbox);
  expect(service).toMatchObject({ status: 'DOWN', fault: 'ENDPOINT_MISSING', layer: 'L7', remedy: 'ALERT' });
  expect(service.evidence.join('\n')).toContain('the health check of target group Group is answered with status 404');
  expect(service.command).toMatch(/^aws elbv2 modify-target-group --target-group-arn \S+ --region us-east-1 --health-check-path PATH$/);
  undo();
});

test('a hung task is told from a blocked way by its container check', async () => {
  const sandbox = await startSteady();
  keep(sandbox);
  const undo = faults.hang(sandbox.tasks()[0]);
  await unhealthy(sandbox);
  await sandbox.until(() => sandbox.tasks()[0].healthStatus === 'UNHEALTHY', 20_000, 'an unhealthy container');
  expect((await services(sandbox))[0]).toMatchObject({ status: 'DOWN', fault: 'HUNG', layer: 'L7' });
  undo();
});

test('a permission that is missing narrows the answer, and is said', async () => {
  const sandbox = await startSteady();
  sandbox.api.set('DescribeTargetHealth', { fault: 'denied' });
  sandbox.api.set('DescribeTaskDefinition', { fault: 'denied' });
  const { text, exitCode } = await ask(sandbox);
  expect(text).toContain("elasticloadbalancing:DescribeTargetHealth is not allowed, so the load balancer's view is missing");
  expect(text).toContain('ecs:DescribeTaskDefinition is not allowed, so container checks and stop timeouts are not known');
  expect(text).toContain('UP  web in cluster Cluster');
  expect(exitCode).toBeLessThan(3);
});

test('what only a probe can tell is told with --probe', async () => {
  // Nobody but a probe can tell a task that hangs from a blocked way, where no container check does.
  const { Resources, ...rest } = template({ desiredCount: 2 }) as any;
  delete Resources.Task.Properties.ContainerDefinitions[0].HealthCheck;
  const sandbox = await startSteady({}, { template: { Resources, ...rest } });
  const well = await ask(sandbox, { probe: true });
  expect(well.text).toContain('2 of 2 desired tasks are well, as ECS and the load balancer see them, and 2 of 2 answer from here');
  const cutOff = sandbox.tasks().map((task) => faults.dropPackets(sandbox, task, ['prober']));
  // A place from which no task answers proves nothing.
  expect((await ask(sandbox, { probe: true })).text.split('\n')[0]).toContain('see them; none can be asked from here');
  cutOff.forEach((end) => end());
  keep(sandbox);
  const undo = sandbox.tasks().map((task) => faults.dropPackets(sandbox, task, ['load-balancer']));
  await unhealthy(sandbox);
  const [before] = await services(sandbox);
  expect([before.fault, before.alternatives]).toEqual(['HUNG', ['LOAD_BALANCER_BLOCKED']]);
  const { text } = await ask(sandbox, { probe: true });
  expect(text).toMatch(/LOAD_BALANCER_BLOCKED at LOAD_BALANCER: it answers from here, but the health check .* times out, on 2 of 2 tasks/);
  expect(text).toContain("to the load balancer's own question, GET /ready, it answers:");
  expect(text).toContain('probed   2 of 2 tasks asked from here answer');
  undo.forEach((end) => end());
});

test('why tasks do not start is told with ECS\'s words and what to do', async () => {
  const sandbox = await start();
  const reason = 'CannotPullContainerError: failed to resolve ref registry.example/web:1: not found';
  faults.failToStart(sandbox.service(), reason);
  sandbox.tasks().forEach((task) => void faults.drain(task));
  const failed = () => sandbox.service().tasks.filter(({ stopCode }) => stopCode === 'TaskFailedToStart');
  await sandbox.until(() => failed().length > 1, 20_000, 'failed starts');
  const { text } = await ask(sandbox, { services: ['web'] });
  expect(text).toMatch(/tasks? stopped: its image does not exist in the registry \[IMAGE_NOT_FOUND\]; the latest, \w{8}: CannotPull/);
  expect(text).toContain('Push the image or correct its tag, and deploy again.');
  expect(text).toContain('new HealthContract({');
  expect(text).toContain('A running task hangs');
});

test('what an event says of a start outlives the task, and a text that nobody knows is quoted', async () => {
  const sandbox = await start();
  const service = sandbox.service();
  service.paused = true;
  sandbox.tasks().forEach((task) => void faults.drain(task));
  await sandbox.until(() => sandbox.tasks().length === 0, 20_000, 'no task');
  const tell = (message: string) => service.messages.unshift({ createdAt: sandbox.clock.now, message });
  tell('(service web) did what\u001b[31m nobody knows.');
  expect((await ask(sandbox)).text).toMatch(/lately +ECS says, \d+ s ago: \(service web\) did what nobody knows\./);
  tell('(service web) was unable to place a task. Reason: CannotPullContainerError: failed to resolve ref web:9: not found.');
  const [found] = await services(sandbox);
  expect([found.cause?.kind, found.events.length]).toEqual(['IMAGE_NOT_FOUND', 2]);
});

test('what a container wrote last says why it ended, without its secrets', async () => {
  const { Resources, ...rest } = template() as any;
  Resources.Task.Properties.ContainerDefinitions[0].LogConfiguration = logTo('/ecs/web');
  const run = 'printf "started\\nError: connect ECONNREFUSED postgres://app:hunter2@db:5432 \\033[31m\\n    at main (/app/a.js:1:1)\\n"; exit 1';
  const sandbox = await start({}, { template: { Resources, ...rest }, run: { web: run } });
  const ended = () => sandbox.service().tasks.filter(({ lastStatus }) => lastStatus === 'STOPPED');
  await sandbox.until(() => ended().length > 2, 20_000, 'tasks that ended');
  const { text } = await ask(sandbox);
  expect(text).toMatch(
    /the log of task \w{8}, container web, ends with an error of Node\.js that nobody caught: "Error: connect ECONNREFUSED postgres:\/\/app:\*\*\*@db:5432"/,
  );
  expect(text).toContain('UNREACHED at ECS (CRASH_LOOP): it ends because it does not reach something that it needs');
  expect(text).not.toContain('hunter2');
  sandbox.api.set('GetLogEvents', { fault: 'denied' });
  const { text: without } = await ask(sandbox);
  expect(without).toContain('logs:GetLogEvents is not allowed, so what stopped tasks wrote last is not known');
  expect(without).toContain('CONTAINER_EXITED at ECS (CRASH_LOOP)');
});

test('what leads out of subnets is read where tasks reached nothing, and that it may not be is said', async () => {
  const { Resources, ...rest } = template() as any;
  Resources.Subnet = { Type: 'AWS::EC2::Subnet', Properties: { VpcId: 'vpc-0a', CidrBlock: '10.0.1.0/24' } };
  Resources.Service.Properties.NetworkConfiguration = { AwsvpcConfiguration: { Subnets: [{ Ref: 'Subnet' }] } };
  const container = Resources.Task.Properties.ContainerDefinitions[0];
  container.Image = '111122223333.dkr.ecr.us-east-1.amazonaws.com/web';
  const sandbox = await startSteady({}, { template: { Resources, ...rest } });
  const { calls } = JSON.parse((await ask(sandbox, { json: true })).text);
  expect(Object.keys(calls).filter((name) => /Subnet|Route|Nat|Endpoint/.test(name))).toEqual([]);
  faults.failToStart(sandbox.service(), 'CannotPullContainerError: pull image manifest: dial tcp 192.0.2.7:443: i/o timeout');
  sandbox.tasks().forEach((task) => void faults.drain(task));
  const failed = () => sandbox.service().tasks.filter(({ stopCode }) => stopCode === 'TaskFailedToStart');
  await sandbox.until(() => failed().length > 1, 20_000, 'failed starts');
  expect((await ask(sandbox)).text).toMatch(/NO_ROUTE at L3 .*\n[^]*for {6}subnet-\w+ \(\S+\) has no way out: its route table rtb-\w+ has no default/);
  sandbox.api.set('DescribeRouteTables', { fault: 'denied' });
  const { text } = await ask(sandbox);
  expect(text).toContain('IMAGE_UNREACHABLE at L3');
  expect(text).toContain('ec2:DescribeRouteTables is not allowed, so nobody knows whether tasks that reached nothing have a way out');
});

test('memory that climbs will kill a task, and without CloudWatch nobody knows', async () => {
  const sandbox = await startSteady();
  for (let ago = 11; ago >= 0; ago -= 1) { faults.use(sandbox, sandbox.service(), 30, 85 - ago * 5, ago * 300_000); }
  const { text } = await ask(sandbox);
  expect(text).toMatch(/MemoryClimbs {2}CloudWatch has memory climb from \d+ to 85 % of a task's.* it is full in \d+ minutes/);
  sandbox.api.set('GetMetricData', { fault: 'denied' });
  const { text: without } = await ask(sandbox);
  expect(without).toContain('cloudwatch:GetMetricData is not allowed, so CPU and memory of the services are not known');
  expect(without).not.toContain('MemoryClimbs');
});

test('--json prints what its schema says', async () => {
  const sandbox = await startSteady();
  sandbox.api.set('DescribeRules', { fault: 'denied' });
  const validate = new Ajv({ allErrors: true }).compile(SCHEMA);
  const printed = JSON.parse((await ask(sandbox, { json: true, probe: true, services: ['web', 'other'] })).text);
  expect(validate(printed) ? [] : validate.errors).toEqual([]);
  expect(printed.missing).toEqual(['other']);
});

test('without credentials, region or an answer it says what is missing', async () => {
  const none = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_EC2_METADATA_DISABLED: 'true' };
  const before = { ...process.env };
  Object.assign(process.env, none);
  const given = ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE'];
  for (const name of given) { delete process.env[name]; }
  try {
    for (const args of [['doctor'], ['doctor', '--region', 'eu-west-1']]) {
      const { code, stderr } = await runCli(args);
      expect([code, stderr]).toEqual([64, expect.stringContaining('AWS cannot be asked')]);
    }
    expect((await runCli(['doctor', '--since', '1 day'])).code).toBe(64);
  } finally {
    process.env = before;
  }
});
