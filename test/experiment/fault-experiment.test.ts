import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { Alarm, type IAlarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { type BaseService, Cluster, ContainerImage, Ec2Service, Ec2TaskDefinition, NetworkMode } from 'aws-cdk-lib/aws-ecs';
import { FAULT_KINDS } from '../../sandbox/scenarios/faults';
import { FaultExperiment, type FaultExperimentProps } from '../../src';
import { PLAYABLE } from '../../src/experiment/fis-action';
import { fargateService, Match, Template } from '../fixtures';

const folder = mkdtempSync(join(tmpdir(), 'experiments-'));
afterAll(() => rmSync(folder, { recursive: true }));

const scenario = (name: string) => join(__dirname, 'scenarios', `${name}.yaml`);

/** A scenario file of these steps. */
function written(...steps: string[]): string {
  const file = join(folder, `${steps.join('-').replace(/\W+/g, '-').slice(0, 80)}.yaml`);
  writeFileSync(file, `name: written\nsteps:\n${steps.map((step) => `  - { ${step} }\n`).join('')}`);
  return file;
}

function alarmOf(stack: Stack): IAlarm {
  return new Alarm(stack, 'Errors', { metric: new Metric({ namespace: 'App', metricName: 'Errors' }), threshold: 1, evaluationPeriods: 1 });
}

interface Place {
  readonly stack: Stack;
  readonly service: BaseService;
}

function onFargate(name = 'Staging'): Place {
  const stack = new Stack(new App(), name);
  const vpc = new Vpc(stack, 'Vpc');
  return { stack, service: fargateService(stack, new Cluster(stack, 'Cluster', { vpc })) };
}

function onInstances(networkMode = NetworkMode.AWS_VPC): Place {
  const stack = new Stack(new App(), 'Staging');
  const cluster = new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc') });
  cluster.addCapacity('Instances', { instanceType: new InstanceType('t3.small') });
  const taskDefinition = new Ec2TaskDefinition(stack, 'Tasks', { networkMode });
  const image = ContainerImage.fromRegistry('web');
  taskDefinition.addContainer('web', { image, memoryLimitMiB: 256, portMappings: [{ containerPort: 3000 }] });
  return { stack, service: new Ec2Service(stack, 'Service', { cluster, taskDefinition, minHealthyPercent: 100 }) };
}

function play(file: string, { stack, service }: Place = onFargate(), props: Partial<FaultExperimentProps> = {}): Template {
  new FaultExperiment(stack, 'Experiment', { scenario: file, service, stopAlarm: alarmOf(stack), processName: 'node', ...props });
  return Template.fromStack(stack);
}

function experiment(template: Template): any {
  return Object.values(template.findResources('AWS::FIS::ExperimentTemplate'))[0].Properties;
}

function actionsAllowed(template: Template): string[] {
  const roles = Object.values(template.findResources('AWS::IAM::Role'))
    .filter(({ Properties }) => JSON.stringify(Properties.AssumeRolePolicyDocument).includes('fis.amazonaws.com'));
  return roles.flatMap(({ Properties }) => Properties.Policies[0].PolicyDocument.Statement.flatMap(({ Action }: any) => Action)).sort();
}

test('each fault is an action of FIS, after the waits before it, for as long as it lasts in the scenario', () => {
  const { Actions, Targets, StopConditions, ExperimentOptions } = experiment(play(scenario('everything')));
  const network = { useEcsFaultInjectionEndpoints: 'true' };
  expect(Actions).toEqual({
    Wait1: { ActionId: 'aws:fis:wait', Parameters: { duration: 'PT5M' } },
    Wait2: { ActionId: 'aws:fis:wait', Parameters: { duration: 'PT8M' }, StartAfter: ['Wait1'] },
    Wait3: { ActionId: 'aws:fis:wait', Parameters: { duration: 'PT3M' }, StartAfter: ['Wait2'] },
    Wait4: { ActionId: 'aws:fis:wait', Parameters: { duration: 'PT10M' }, StartAfter: ['Wait3'] },
    Fault1: { ActionId: 'aws:ecs:stop-task', Parameters: {}, Targets: { Tasks: 'Tasks1' } },
    Fault2: {
      ActionId: 'aws:ecs:task-network-blackhole-port',
      Parameters: { port: '3000', protocol: 'tcp', trafficType: 'ingress', ...network, duration: 'PT3M' },
      Targets: { Tasks: 'Tasks50Percent' },
      StartAfter: ['Wait1'],
    },
    Fault3: {
      ActionId: 'aws:ecs:task-network-latency',
      Parameters: { delayMilliseconds: '2000', jitterMilliseconds: '0', sources: 'ALL', ...network, duration: 'PT3M' },
      Targets: { Tasks: 'TasksOfZoneA' },
      StartAfter: ['Wait2'],
    },
    Fault4: {
      ActionId: 'aws:ecs:task-cpu-stress',
      Parameters: { percent: '90', duration: 'PT10M' },
      Targets: { Tasks: 'Tasks100Percent' },
      StartAfter: ['Wait3'],
    },
    Fault5: {
      ActionId: 'aws:ecs:task-kill-process',
      Parameters: { processName: 'node', signal: 'SIGTERM' },
      Targets: { Tasks: 'Tasks1' },
      StartAfter: ['Wait3'],
    },
  });
  expect(Object.fromEntries(Object.entries<any>(Targets).map(([name, { SelectionMode }]) => [name, SelectionMode]))).toEqual({
    Tasks1: 'COUNT(1)', Tasks50Percent: 'PERCENT(50)', TasksOfZoneA: 'ALL', Tasks100Percent: 'ALL',
  });
  expect(Targets.Tasks1).toMatchObject({
    ResourceType: 'aws:ecs:task',
    Parameters: {
      cluster: { Ref: expect.stringMatching('^Cluster') }, service: { 'Fn::GetAtt': [expect.stringMatching('^Service'), 'Name'] },
    },
  });
  expect(Targets.TasksOfZoneA.Filters).toEqual([
    { Path: 'AvailabilityZone', Values: [{ 'Fn::Join': ['', [{ Ref: 'AWS::Region' }, 'a']] }] },
  ]);
  expect(StopConditions).toEqual([{ Source: 'aws:cloudwatch:alarm', Value: { 'Fn::GetAtt': [expect.stringMatching('^Errors'), 'Arn'] } }]);
  expect(ExperimentOptions).toEqual({ AccountTargeting: 'single-account', EmptyTargetResolutionMode: 'fail' });
});

test('what needs no agent leaves the task definition alone, and may stop tasks of the cluster and nothing else', () => {
  const before = onFargate();
  const plain = Template.fromStack(before.stack).findResources('AWS::ECS::TaskDefinition');
  const template = play(scenario('drain'));
  expect(template.findResources('AWS::ECS::TaskDefinition')).toEqual(plain);
  expect(actionsAllowed(template)).toEqual(['ecs:DescribeTasks', 'ecs:ListTasks', 'ecs:StopTask', 'tag:GetResources']);
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{
        Principal: { Service: 'fis.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      }],
    },
  });
});

test('faults inside tasks get an agent that is not essential, fault injection and a shared process namespace, once', () => {
  const { stack, service } = onFargate();
  const stopAlarm = alarmOf(stack);
  new FaultExperiment(stack, 'Other', { scenario: written('do: kill'), processName: 'node', service, stopAlarm });
  new FaultExperiment(stack, 'Experiment', { scenario: written('do: drop-packets'), service, stopAlarm });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::ECS::TaskDefinition', {
    EnableFaultInjection: true,
    PidMode: 'task',
    ContainerDefinitions: [
      Match.objectLike({ Name: 'web', Essential: true }),
      Match.objectLike({
        Name: 'amazon-ssm-agent',
        Essential: false,
        Environment: [{ Name: 'MANAGED_INSTANCE_ROLE_NAME', Value: { Ref: Match.stringLikeRegexp('FaultAgentRole') } }],
      }),
    ],
  });
  const allowed = Object.values(template.findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement.flatMap(({ Action }: any) => Action));
  expect(allowed).toEqual(expect.arrayContaining(['ssm:CreateActivation', 'ssm:AddTagsToResource', 'iam:PassRole']));
  expect(allowed.filter((action) => action === 'iam:PassRole')).toHaveLength(1);
});

test('commands run only the documents of the scenario, and only in tasks that were registered for faults', () => {
  const template = play(written('do: drop-packets'));
  const roles = JSON.stringify(template.findResources('AWS::IAM::Role'));
  expect(roles).toContain('document/AWSFIS-Run-Network-Blackhole-Port-ECS');
  expect(roles).not.toContain('AWSFIS-Run-CPU-Stress');
  expect(roles).toContain('"ssm:resourceTag/FAULT_INJECTION_SIDECAR":"true"');
  expect(actionsAllowed(template)).not.toContain('ecs:StopTask');
  expect(actionsAllowed(play(written('do: slow, by: 1s')))).toContain('ec2:DescribeSubnets');
});

test('instances are drained by their share, on EC2 alone', () => {
  const { Actions, Targets } = experiment(play(written('do: drain-instances, tasks: 50%', 'wait: 5m'), onInstances()));
  expect(Actions.Fault1).toEqual({
    ActionId: 'aws:ecs:drain-container-instances',
    Parameters: { drainagePercentage: '50', duration: 'PT5M' },
    Targets: { Clusters: 'Cluster' },
  });
  expect(Targets.Cluster.ResourceArns).toHaveLength(1);
  expect(() => play(written('do: drain-instances, tasks: 50%'))).toThrow('Fargate, which has no instances to drain');
});

test('on EC2 the agent states what it reserves', () => {
  play(written('do: kill'), onInstances()).hasResourceProperties('AWS::ECS::TaskDefinition', {
    ContainerDefinitions: Match.arrayWith([Match.objectLike({ Name: 'amazon-ssm-agent', MemoryReservation: 128 })]),
  });
});

test('all that AWS FIS cannot play is named at once, with its line and the reason', () => {
  const steps = [
    'do: hang', 'do: drop-packets, from: prober', 'do: kill, signal: SIGHUP', 'do: drain, lasting: true', 'do: slow, by: 1s, path: /x',
  ];
  expect(() => play(written(...steps)))
    .toThrow(new RegExp([
      "'hang' in line 3 \\(it has no such fault\\)", "'drop-packets' in line 4 \\(it drops the packets of all senders: leave out from\\)",
      "'kill' in line 5 \\(it sends SIGTERM and SIGKILL, not SIGHUP\\)", "'drain' in line 6 \\(it selects its tasks once",
      "'slow' in line 7 \\(it delays all packets", 'allowed: drain, ',
    ].join('.*')));
});

const VALUES: Readonly<Record<string, unknown>> = { by: '1s', state: 'unused', status: 500, to: 1, trouble: 'slow', command: '[CMD, x]' };

test.each(
  Object.keys(FAULT_KINDS).filter((fault) => fault !== 'resume' && !PLAYABLE.includes(fault)),
)('never: %s is played as something else', (fault) => {
  const needed = Object.entries(FAULT_KINDS[fault as keyof typeof FAULT_KINDS].keys).filter(([, { required }]) => required)
    .map(([name]) => `${name}: ${VALUES[name] ?? 'x'}`);
  expect(() => play(written([`do: ${fault}`, ...needed].join(', ')))).toThrow(`'${fault}' in line 3 (it has no such fault)`);
});

test('every fault that AWS FIS plays is one of the sandbox', () => {
  expect(PLAYABLE.filter((fault) => !(fault in FAULT_KINDS))).toEqual([]);
});

test('a scenario without a fault, one whose network faults overlap, and one that is too long are refused', () => {
  expect(() => play(written('wait: 1m'))).toThrow('without a fault');
  expect(() => play(written('do: drop-packets', 'wait: 1m', 'do: slow, by: 1s'))).toThrow('two of them overlap');
  expect(() => play(written('do: drain', 'wait: 13h'))).toThrow('with 2 actions in 780 minutes, allowed: 20 actions in 720 minutes');
});

test('a file that cannot be understood is named with its line and column', () => {
  expect(() => play(written('do: hung'))).toThrow(/\[Staging\/Experiment\] .*\.yaml:3:11: do: got 'hung'/);
  expect(() => play('no-such-file.yaml')).toThrow('no-such-file.yaml:1:1: cannot be read');
});

test.each([
  ['ShopProduction', {}, true], ['prod', {}, true], ['Shop-prd-1', {}, true], ['LiveShop', {}, true],
  ['Products', {}, false], ['Delivery', {}, false], ['prod', { allowInProduction: true }, false],
])('production by its name: stack %s with %j is refused: %s', (name, props, refused) => {
  const playing = () => play(scenario('drain'), onFargate(name), props);
  if (refused) { expect(playing).toThrow(/looks like production: got '.*allowInProduction: true/); } else { expect(playing).not.toThrow(); }
});

test('the process is the one that the command starts, and a shell is none', () => {
  const named = (command: string[]) => {
    const place = onFargate();
    const container = place.service.taskDefinition.addContainer('app', { image: ContainerImage.fromRegistry('app'), command });
    return () => experiment(play(written('do: kill'), place, { processName: undefined, container })).Actions.Fault1.Parameters.processName;
  };
  expect(named(['/usr/bin/python3', 'app.py'])()).toBe('python3');
  expect(named(['/bin/sh', '-c', 'exec app'])).toThrow('pass processName');
  expect(() => play(written('do: kill'), onFargate(), { processName: undefined })).toThrow('pass processName');
});

test('network faults are refused in bridge mode, and faults inside tasks beside ECS Exec', () => {
  expect(() => play(written('do: drop-packets'), onInstances(NetworkMode.BRIDGE))).toThrow('got network mode bridge, allowed: awsvpc');
  const { stack, service } = onFargate();
  (service.node.findChild('Service') as any).addPropertyOverride('EnableExecuteCommand', true);
  new FaultExperiment(stack, 'Experiment', { scenario: written('do: drop-packets'), service, stopAlarm: alarmOf(stack) });
  expect(() => Template.fromStack(stack)).toThrow('ECS Exec runs the agent');
});

test('without preparation the task definition stays as it is, and what it lacks is said', () => {
  const { stack, service } = onFargate();
  new FaultExperiment(stack, 'Experiment', {
    scenario: written('do: drop-packets'), service, stopAlarm: alarmOf(stack), prepareTaskDefinition: false,
  });
  expect(() => Template.fromStack(stack)).toThrow(/without enableFaultInjection: true, pidMode: task, the container with the agent/);
});

test('the author is told how the expectations are checked', () => {
  const { stack, service } = onFargate();
  new FaultExperiment(stack, 'Experiment', { scenario: scenario('drain'), service, stopAlarm: alarmOf(stack) });
  const [{ entry }] = Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('scenario-check'));
  expect(String(entry.data)).toContain('checks no expectation');
});
