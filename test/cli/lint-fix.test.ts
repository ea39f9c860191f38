import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { parse, stringify } from 'yaml';
import { CLI, runCli } from './run-cli';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'layered-health-fix-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const YAML = `# The shop's web service
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions:
        # the application
        - Name: web
          HealthCheck:
            Command: [CMD-SHELL, "curl -f -m 2 http://127.0.0.1/ || exit 1"]
            Interval: 10
            Timeout: 10  # patient
            Retries: 12
          PortMappings: [{ ContainerPort: 80 }]
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      LaunchType: FARGATE
      DesiredCount: 2
      LoadBalancers:
        - TargetGroupArn: !Ref Group
          ContainerName: web
          ContainerPort: 80

  # What the load balancer checks
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      Protocol: HTTP
      TargetType: ip
      HealthCheckIntervalSeconds: 5   # often
      HealthCheckTimeoutSeconds: 5
      TargetGroupAttributes:
        - { Key: deregistration_delay.timeout_seconds, Value: '30' }
`;

const FIXED = YAML
  .replace('Timeout: 10  # patient', 'Timeout: 5  # patient')
  .replace('Retries: 12', 'Retries: 10')
  .replace('HealthCheckTimeoutSeconds: 5', 'HealthCheckTimeoutSeconds: 4')
  .replace('          ContainerPort: 80\n\n', `          ContainerPort: 80
      HealthCheckGracePeriodSeconds: 60
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } }

`);

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

test('--fix writes what is sure to be right, and keeps everything else', async () => {
  const file = write('web.yaml', YAML);
  const { code, stdout } = await runCli(['lint', file, '--fix']);
  expect(readFileSync(file, 'utf8')).toBe(FIXED);
  expect(stdout).toContain('fixed   ContainerRetriesOutOfRange  ');
  expect(stdout).toContain('1 template: 0 errors, 0 warnings, 0 notes; 5 fixed\n');
  expect(code).toBe(0);
  await runCli(['lint', file, '--fix']);
  expect(readFileSync(file, 'utf8')).toBe(FIXED);
}, 30_000);

test('--fix of JSON keeps indentation, order and the byte order mark; the report is JSON as well', async () => {
  const file = write('web.json', `\uFEFF${execJson(YAML)}`);
  const { stdout } = await runCli(['lint', file, '--fix', '--format', 'json']);
  const text = readFileSync(file, 'utf8');
  expect(text.startsWith('\uFEFF{\n\t"Resources": {\n\t\t"Task": {')).toBe(true);
  const { fixed, findings } = JSON.parse(stdout) as Record<string, { rule: string }[]>;
  expect(fixed.map(({ rule }) => rule)).toContain('NoCircuitBreaker');
  expect(findings).toEqual([]);
  expect(JSON.parse(text.slice(1)).Resources.Service.Properties.HealthCheckGracePeriodSeconds).toBe(60);
}, 30_000);

function execJson(yaml: string): string {
  // The long form of the only short tag in it.
  return JSON.stringify(parse(yaml.replace(/!Ref (\w+)/g, '{ Ref: $1 }')), undefined, '\t');
}

test('--dry-run prints a diff that git applies, and writes nothing', async () => {
  for (const [name, before, after] of [['plain', YAML, FIXED], ['no-end', YAML.trimEnd(), FIXED.trimEnd()]] as const) {
    const file = write(`${name}.yaml`, before);
    const { code, stdout, stderr } = await runCli(['lint', file, '--dry-run']);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(stderr).toContain('5 of 5 findings can be fixed; nothing was written.');
    expect(code).toBe(2);
    const [, named] = /^--- a\/(.*)$/m.exec(stdout)!;
    execFileSync('git', ['apply', `-p${named!.split('/').length}`, '-'], { cwd: folder, input: stdout });
    expect(readFileSync(file, 'utf8')).toBe(after);
  }
}, 30_000);

test('several documents of one file are fixed in their places', async () => {
  const file = write('two.yaml', `${YAML}---\n${YAML}`);
  await runCli(['lint', file, '--fix']);
  expect(readFileSync(file, 'utf8')).toBe(`${FIXED}---\n${FIXED}`);
}, 30_000);

test('what cdk synth has made is not written, and the command says so', async () => {
  const outdir = join(folder, 'cdk.out');
  const app = new App({ outdir });
  const healthCheck = { command: ['CMD', '/check'], interval: 10, timeout: 10 };
  new CfnTaskDefinition(new Stack(app, 'Web'), 'Task', { containerDefinitions: [{ name: 'web', image: 'web', healthCheck }] });
  app.synth();
  const file = join(outdir, 'Web.template.json');
  const before = readFileSync(file, 'utf8');
  const fix = await runCli(['lint', outdir, '--fix']);
  expect(readFileSync(file, 'utf8')).toBe(before);
  expect(fix.stderr).toContain(`${file} is not changed: cdk synth has made it, and would overwrite it.`);
  expect(fix.stdout).toContain('ContainerTimeoutNotBelowInterval');
  expect(fix.code).toBe(1);
  const dry = await runCli(['lint', outdir, '--dry-run']);
  expect(dry.stdout).toMatch(/^-.*"Timeout": 10\n\+.*"Timeout": 5$/m);
}, 60_000);

test('what cannot be written is refused', async () => {
  const stdin = spawnSync(CLI[0], [...CLI.slice(1), 'lint', '-', '--fix'], { input: YAML, encoding: 'utf8' });
  expect(stdin).toMatchObject({ status: 64, stderr: expect.stringContaining('The standard input cannot be changed') });
  const dry = spawnSync(CLI[0], [...CLI.slice(1), 'lint', '-', '--dry-run'], { input: YAML, encoding: 'utf8' });
  expect(dry.stdout).toContain('--- a/stdin');
  const { code, stderr } = await runCli(['lint', write('one.yaml', YAML), '--dry-run', '--format', 'json']);
  expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining('A diff has one format') });
}, 30_000);

test('a fix that would change more than its place is left to its author', async () => {
  const shared = stringify(parse(YAML.replace(/!Ref (\w+)/g, '{ Ref: $1 }')))
    .replace('Properties:\n      NetworkMode', 'Properties: &task\n      NetworkMode')
    .concat('  Other:\n    Type: AWS::ECS::TaskDefinition\n    Properties: *task\n');
  const file = write('shared.yaml', shared);
  const { code } = await runCli(['lint', file, '--fix']);
  expect(readFileSync(file, 'utf8')).toContain('Retries: 12');
  expect(readFileSync(file, 'utf8')).toContain('HealthCheckGracePeriodSeconds: 60');
  expect(code).toBe(2);
}, 30_000);
