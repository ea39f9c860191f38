import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import {
  type CfnTaskDefinition,
  Cluster,
  type ContainerDefinition,
  ContainerImage,
  Ec2TaskDefinition,
  FargateTaskDefinition,
  type HealthCheck,
  NetworkMode,
  OperatingSystemFamily,
  TaskDefinition,
} from 'aws-cdk-lib/aws-ecs';
import { ContainerHealth, ContainerProbe, HealthContract, HealthEndpoint } from '../../src';
import { contract, ECHO_PROBE, fargateService, stackWithVpc, Template } from '../fixtures';

function taskWithTwoContainers(healthCheck?: HealthCheck) {
  const { stack } = stackWithVpc();
  const task = new FargateTaskDefinition(stack, 'Task');
  const image = ContainerImage.fromRegistry('image');
  task.addContainer('sidecar', { image });
  const web = task.addContainer('web', { image, healthCheck });
  return { stack, task, web };
}

const definitions = (stack: ReturnType<typeof stackWithVpc>['stack']) =>
  Object.values(Template.fromStack(stack).findResources('AWS::ECS::TaskDefinition'))[0].Properties.ContainerDefinitions;

test('sets check and stop timeout of the container that is named, not of the first one', () => {
  const { stack, web } = taskWithTwoContainers();
  new ContainerHealth(stack, 'Health', { contract: contract(), container: web, containerProbe: ECHO_PROBE });
  const [sidecar, container] = definitions(stack);
  expect(container).toMatchObject({
    Name: 'web',
    StopTimeout: 30,
    HealthCheck: { Command: ['CMD', 'echo', '/health/live', '3000', '5'], Interval: 38, Timeout: 5, Retries: 3, StartPeriod: 60 },
  });
  expect(sidecar.HealthCheck).toBeUndefined();
  expect(sidecar.StopTimeout).toBeUndefined();
});

test('containers that are added later keep their places', () => {
  const { stack, task, web } = taskWithTwoContainers();
  new ContainerHealth(stack, 'Health', { contract: contract(), container: web, containerProbe: ECHO_PROBE });
  task.addContainer('late', { image: ContainerImage.fromRegistry('late') });
  expect(definitions(stack).map((definition: any) => [definition.Name, definition.HealthCheck !== undefined]))
    .toEqual([['sidecar', false], ['web', true], ['late', false]]);
});

test('without a probe only the stop timeout is set', () => {
  const { stack, web } = taskWithTwoContainers({ command: ['CMD', 'own'] });
  new ContainerHealth(stack, 'Health', { contract: contract(), container: web });
  const [, container] = definitions(stack);
  expect(container.HealthCheck.Command).toEqual(['CMD', 'own']);
  expect(container.StopTimeout).toBe(30);
  Annotations.fromStack(stack).hasNoWarning('*', '*ContainerCheckReplaced*');
});

test('replacing a check that exists is said, and can be acknowledged', () => {
  const { stack, web } = taskWithTwoContainers({ command: ['CMD', 'own'] });
  new ContainerHealth(stack, 'Health', { contract: contract(), container: web, containerProbe: ECHO_PROBE });
  Annotations.fromStack(stack).hasWarning(
    '/Stack/Health',
    "The health contract replaces the check that container 'web' already had. Remove healthCheck from addContainer, "
      + 'or leave the probe out to keep it. [ack: cdk-ecs-layered-health:ContainerCheckReplaced]',
  );
});

test('gives the same as contract.containerOptions in addContainer', () => {
  const probe = ContainerProbe.curl();
  const existing = taskWithTwoContainers();
  new ContainerHealth(existing.stack, 'Health', { contract: contract(), container: existing.web, containerProbe: probe });
  const { stack } = stackWithVpc();
  const task = new FargateTaskDefinition(stack, 'Task');
  task.addContainer('web', { image: ContainerImage.fromRegistry('image'), ...contract().containerOptions(probe) });
  const [own] = definitions(stack);
  const [, overridden] = definitions(existing.stack);
  expect(overridden.HealthCheck).toEqual(own.HealthCheck);
  expect(overridden.StopTimeout).toEqual(own.StopTimeout);
});

test('an imported task definition is an error that names the construct and says what to do', () => {
  const { stack, vpc } = stackWithVpc();
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const imported = TaskDefinition.fromTaskDefinitionArn(stack, 'Imported', 'arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1');
  const { defaultContainer } = fargateService(stack, cluster).taskDefinition;
  const container: ContainerDefinition = Object.create(defaultContainer!, { taskDefinition: { value: imported } });
  expect(() => new ContainerHealth(stack, 'Health', { contract: contract(), container, containerProbe: ECHO_PROBE })).toThrow(
    /\[Stack\/Health\].*got Stack\/Imported \(imported\), allowed: a task definition of this app\. Spread contract\.containerOptions/,
  );
});

describe('the operating system of the container', () => {
  type Tasks = (stack: ReturnType<typeof stackWithVpc>['stack']) => TaskDefinition;
  const onFargate = (operatingSystemFamily?: OperatingSystemFamily): Tasks => (stack) => (
    new FargateTaskDefinition(stack, 'Task', { cpu: 1024, memoryLimitMiB: 2048, runtimePlatform: { operatingSystemFamily } })
  );
  const onEc2 = (networkMode: NetworkMode, family?: (stack: ReturnType<typeof stackWithVpc>['stack']) => string): Tasks => (stack) => {
    const task = new Ec2TaskDefinition(stack, 'Task', { networkMode });
    if (family) { (task.node.defaultChild as CfnTaskDefinition).runtimePlatform = { operatingSystemFamily: family(stack) }; }
    return task;
  };

  /** Where curl writes the body to. */
  function output(tasks: Tasks, operatingSystem?: OperatingSystemFamily): string {
    const { stack } = stackWithVpc();
    const container = tasks(stack).addContainer('web', { image: ContainerImage.fromRegistry('image'), memoryLimitMiB: 512 });
    new ContainerHealth(stack, 'Health', { contract: contract(), container, containerProbe: ContainerProbe.curl(), operatingSystem });
    const command: string[] = definitions(stack)[0].HealthCheck.Command;
    return command[command.indexOf('--output') + 1];
  }

  test.each<[string, Tasks, string]>([
    ['Fargate without a platform', onFargate(), '/dev/null'],
    ['Linux on Fargate', onFargate(OperatingSystemFamily.LINUX), '/dev/null'],
    ['Windows on Fargate', onFargate(OperatingSystemFamily.WINDOWS_SERVER_2022_CORE), 'NUL'],
    ['a Windows that the CDK does not know yet', onFargate(OperatingSystemFamily.of('WINDOWS_SERVER_2025_CORE')), 'NUL'],
    ['EC2 in bridge mode', onEc2(NetworkMode.BRIDGE), '/dev/null'],
    ['EC2 in the network mode of Windows', onEc2(NetworkMode.NAT), 'NUL'],
    ['EC2 in awsvpc mode whose resource says Windows', onEc2(NetworkMode.AWS_VPC, () => 'WINDOWS_SERVER_2019_FULL'), 'NUL'],
    [
      'a platform that is known at deployment only',
      onEc2(NetworkMode.AWS_VPC, (stack) => new CfnParameter(stack, 'Family').valueAsString),
      '/dev/null',
    ],
  ])('%s', (_name, tasks, expected) => expect(output(tasks)).toBe(expected));

  test('what you pass is right', () => {
    expect(output(onEc2(NetworkMode.AWS_VPC), OperatingSystemFamily.WINDOWS_SERVER_2022_CORE)).toBe('NUL');
    expect(output(onFargate(OperatingSystemFamily.WINDOWS_SERVER_2022_CORE), OperatingSystemFamily.LINUX)).toBe('/dev/null');
  });

  test('a probe that does not run there is refused', () => {
    expect(
      () =>
        new ContainerHealth(stackWithVpc().stack, 'Health', {
          contract: contract(),
          container: windowsContainer(),
          containerProbe: ContainerProbe.wget(),
        }),
    ).toThrow(/^\[Stack\/Health\] \[health contract of port 3000, liveness http \/health\/live\] wget cannot check a container on Windows/);
  });

  test('the command of a worker is used as it is', () => {
    const worker = new HealthContract({
      liveness: HealthEndpoint.command(['CMD-SHELL', 'check.cmd']), startup: Duration.seconds(20), longestRequest: Duration.seconds(20),
    });
    const container = windowsContainer();
    new ContainerHealth(container, 'Health', { contract: worker, container });
    expect(definitions(Stack.of(container))[0].HealthCheck.Command).toEqual(['CMD-SHELL', 'check.cmd']);
  });

  test('containerOptions takes it as an option', () => {
    const { healthCheck } = contract().containerOptions(ContainerProbe.curl(), {
      operatingSystem: OperatingSystemFamily.WINDOWS_SERVER_2019_CORE,
    });
    expect(healthCheck.command).toContain('NUL');
  });

  function windowsContainer() {
    return onFargate(OperatingSystemFamily.WINDOWS_SERVER_2022_CORE)(stackWithVpc().stack).addContainer('web', {
      image: ContainerImage.fromRegistry('image'),
    });
  }
});
