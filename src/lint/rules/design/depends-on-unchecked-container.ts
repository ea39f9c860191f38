import { isUnchecked } from '../../model/container';
import { containerOf, type TaskDefinition } from '../../model/task-definition';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';
import type { Text } from '../../value';

export const dependsOnUncheckedContainer: Rule = {
  name: 'DependsOnUncheckedContainer',
  severity: 'error',
  what: 'A container waits until another is healthy, and that has no check.',
  why: 'The condition needs a check of the other container: without one, that never becomes HEALTHY, and the task cannot start.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html',
  check: ({ containers }) => containers.flatMap(({ container, taskDefinition, resource }) => container.dependsOn.items
    .filter(({ condition, containerName }) => condition === 'HEALTHY' && isUncheckedName(taskDefinition, containerName))
    .map(({ containerName }) => ({
      resource,
      message: `The start of ${whichContainer(container)} waits until '${String(containerName)}' is HEALTHY, and that has no HealthCheck.`,
      fix: `Give '${String(containerName)}' a HealthCheck, or wait for the condition START.`,
    }))),
};

function isUncheckedName(taskDefinition: TaskDefinition, name: Text): boolean {
  const container = containerOf(taskDefinition, name);
  return container !== undefined && isUnchecked(container);
}
