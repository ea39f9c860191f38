import { Annotations } from 'aws-cdk-lib/assertions';
import { Cluster, ContainerDefinition, ContainerImage, FargateTaskDefinition, HealthCheck, TaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { ContainerHealth, ContainerProbe } from '../../src';
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
  new ContainerHealth(stack, 'Health', { contract: contract(), container: web, probe: ECHO_PROBE });
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
  new ContainerHealth(stack, 'Health', { contract: contract(), container: web, probe: ECHO_PROBE });
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
  new ContainerHealth(stack, 'Health', { contract: contract(), container: web, probe: ECHO_PROBE });
  Annotations.fromStack(stack).hasWarning('/Stack/Health', "The health contract replaces the check that container 'web' already had. Remove healthCheck from addContainer, or leave the probe out to keep it. [ack: cdk-ecs-layered-health:ContainerCheckReplaced]");
});

test('gives the same as contract.containerOptions in addContainer', () => {
  const probe = ContainerProbe.curl();
  const existing = taskWithTwoContainers();
  new ContainerHealth(existing.stack, 'Health', { contract: contract(), container: existing.web, probe });
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
  expect(() => new ContainerHealth(stack, 'Health', { contract: contract(), container, probe: ECHO_PROBE }))
    .toThrow(/\[Stack\/Health\].*got Stack\/Imported \(imported\), allowed: a task definition of this app\. Spread contract\.containerOptions/);
});
