import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { CLI, runCli } from './run-cli';
import { readTemplates } from '../../cli/read-templates';

let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'layered-health-lint-')); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Findings {
  readonly notRead: number;
  readonly findings: { rule: string; severity: string; template: string; logicalId: string; constructPath?: string }[];
}

const YAML = `
Parameters:
  Port: { Type: Number, Default: 80 }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          HealthCheck: { Command: [CMD-SHELL, !Sub "curl -f -m 2 http://127.0.0.1:\${Port}/live"], Interval: 30, StartPeriod: 120 }
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      DesiredCount: !If [Production, 4, 1]
      HealthCheckGracePeriodSeconds: 30
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } }
      LoadBalancers: [{ TargetGroupArn: !GetAtt Group.TargetGroupArn, ContainerName: web, ContainerPort: !Ref Port }]
`;

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function slowCheck(scope: Construct): void {
  const healthCheck = { command: ['CMD', '/check'], interval: 10, timeout: 10 };
  new CfnTaskDefinition(scope, 'Task', { containerDefinitions: [{ name: 'web', image: 'web', essential: false, healthCheck }] });
}

test('a template in YAML with short tags: parameters and conditions are not guessed at', async () => {
  const { code, stdout } = await runCli(['lint', write('web.yaml', YAML), '--format', 'json']);
  const { findings, notRead } = JSON.parse(stdout) as Findings;
  expect(notRead).toBe(1);
  expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([expect.objectContaining({
    rule: 'GracePeriodBelowStartup', severity: 'warning', template: join(folder, 'web.yaml'), logicalId: 'Service',
  })]);
  expect(code).toBe(1);
}, 30_000);

test('a template on the standard input', () => {
  const { status, stdout } = spawnSync(CLI[0], [...CLI.slice(1), 'lint', '-', '--format', 'github'], { input: YAML, encoding: 'utf8' });
  expect(stdout).toMatch(/^::warning file=stdin,line=11,title=GracePeriodBelowStartup::Service: /m);
  expect(status).toBe(1);
}, 30_000);

test('cdk.out: stacks, nested ones and those of stages, with construct paths', async () => {
  const outdir = join(folder, 'cdk.out');
  const app = new App({ outdir });
  const stack = new Stack(app, 'Plain');
  slowCheck(stack);
  slowCheck(new NestedStack(stack, 'Nested'));
  slowCheck(new Stack(new Stage(app, 'Stage'), 'Staged'));
  app.synth();
  // What an app no longer has stays in the folder.
  writeFileSync(join(outdir, 'Gone.template.json'), '{ "Resources": { "Task": { "Type": "AWS::ECS::TaskDefinition" } } }');
  const { code, stdout } = await runCli(['lint', outdir, '--format', 'json']);
  const findings = (JSON.parse(stdout) as Findings).findings.filter(({ severity }) => severity !== 'note');
  expect(findings.map(({ logicalId }) => logicalId)).toEqual(['Task', 'Task', 'Task']);
  expect(findings.map(({ constructPath }) => constructPath)).toEqual(expect.arrayContaining(['Plain/Task', 'Stage/Staged/Task']));
  expect(findings.map(({ template }) => template).join()).not.toContain('Gone');
  expect(code).toBe(1);
}, 30_000);

test('construct paths from a file beside the manifest, as newer versions of the CDK write it', () => {
  const outdir = join(folder, 'newer');
  const app = new App({ outdir });
  slowCheck(new Stack(app, 'Plain'));
  app.synth();
  const path = join(outdir, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { readonly artifacts: Record<string, Record<string, unknown>> };
  const { metadata, additionalMetadataFile: file, ...artifact } = manifest.artifacts.Plain!;
  if (file === undefined) { writeFileSync(join(outdir, 'Plain.metadata.json'), JSON.stringify(metadata)); }
  const refer = (additionalMetadataFile: unknown) => {
    writeFileSync(path, JSON.stringify({ artifacts: { Plain: { ...artifact, additionalMetadataFile } } }));
  };
  refer('Plain.metadata.json');
  expect(readTemplates([outdir])[0]!.constructPaths).toMatchObject({ Task: 'Plain/Task' });
  // What is not there, or lies elsewhere, tells nothing.
  for (const elsewhere of ['Gone.json', '../../secret.json', 'Plain.template.json', 7]) {
    refer(elsewhere);
    expect(readTemplates([outdir])[0]!.constructPaths).toEqual({});
  }
});

test('nothing found', async () => {
  const file = write('empty.json', '{ "Resources": {} }');
  const { code, stdout } = await runCli(['lint', file], { FORCE_COLOR: '1' });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '1 template: 0 errors, 0 warnings, 0 notes\n' });
}, 30_000);

test('what AWS refuses ends with 2', async () => {
  const file = write(
    'refused.json',
    '{ "Resources": { "Check": { "Type": "AWS::Route53::HealthCheck", "Properties": { "HealthCheckConfig": { "Type": '
      + '"TCP", "RequestInterval": 5 } } } } }',
  );
  const { code, stdout } = await runCli(['lint', file]);
  expect(stdout).toContain('RequestInterval is 5, and Route 53 allows 10 and 30 s.');
  expect(code).toBe(2);
}, 30_000);

test.each([
  ['nothing to look at', [], 'no PATH'],
  ['a path that is not there', ['nowhere.json'], 'ENOENT'],
  ['what is no YAML', ['broken.yaml'], 'broken.yaml'],
  ['what is no template', ['list.json'], 'it has no Resources'],
  ['aliases that multiply', ['bomb.yaml'], 'aliases multiply'],
  ['a folder without a template', ['no-templates'], 'has no template'],
  ['a rule that there is not', ['--explain', 'Nothing'], 'There is no such rule'],
])('%s ends with 64 and a way out', async (_, args, says) => {
  write('broken.yaml', 'Resources: [');
  write('list.json', '[]');
  write(
    'bomb.yaml',
    [
      'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
      ...Array.from({ length: 8 }, (__, index) => `a${index + 1}: &a${index + 1} [${Array(10).fill(`*a${index}`).join(', ')}]`),
    ].join('\n'),
  );
  mkdirSync(join(folder, 'no-templates'), { recursive: true });
  const paths = args.map((argument) => (argument.startsWith('--') || argument === 'Nothing' ? argument : join(folder, argument)));
  const { code, stdout, stderr } = await runCli(['lint', ...paths]);
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).toContain(says);
}, 30_000);

test('a rule is explained', async () => {
  const { code, stdout } = await runCli(['lint', '--explain', 'NoGracePeriod']);
  expect(stdout).toMatch(/^warning NoGracePeriod\n {2}what .*\n {2}why .*\n {2}unless .*\n {2}source {2}https:/);
  expect(code).toBe(0);
}, 30_000);

const REPEATED = '"Task": { "Type": "AWS::ECS::TaskDefinition", "Properties": { "Family": "a\\"b\\": c", "Cpu": 1, "Cpu": 2, "Cpu": 3 } }';

test.each([
  ['JSON', `{ "Resources": { "Task": { "Type": "AWS::SNS::Topic" }, ${REPEATED} } }`],
  ['YAML', `Resources:\n  Task: { Type: AWS::SNS::Topic }\n  ${REPEATED}`],
])('of keys that stand twice in %s the last one is read, and that is said', (kind, text) => {
  const [{ body, repeated }] = readTemplates([write(`repeated-${kind}.template`, text)]);
  expect(body).toMatchObject({ Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Cpu: 3 } } } });
  expect(repeated).toEqual(expect.arrayContaining([['Resources', 'Task'], ['Resources', 'Task', 'Properties', 'Cpu']]));
  expect(repeated).toHaveLength(2);
});
