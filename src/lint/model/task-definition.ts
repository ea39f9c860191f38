import { isUnchecked, mapList, readContainer, runningCheck, type Container, type ContainerCheck } from './container';
import type { Properties } from '../properties';
import type { Resource } from '../template';
import { isGiven, UNKNOWN, type Flag, type List, type Text } from '../value';

export interface TaskDefinition {
  readonly resource: Resource;
  readonly containers: List<Container>;
  readonly networkMode: Text;
  /** Whether its tasks can only be run on Fargate. */
  readonly fargate: Flag;
}

export function readTaskDefinition(resource: Resource, properties: Properties): TaskDefinition {
  const compatibilities = properties.texts('RequiresCompatibilities');
  return {
    resource,
    containers: mapList(properties.objects('ContainerDefinitions'), readContainer),
    networkMode: properties.text('NetworkMode'),
    fargate: compatibilities.items.includes('FARGATE') || (compatibilities.complete ? false : UNKNOWN),
  };
}

/** The container of that name, where it is known to be there. */
export function containerOf({ containers }: TaskDefinition, name: Text): Container | undefined {
  return isGiven(name) ? containers.items.find((container) => container.name === name) : undefined;
}

/** The checks that decide over the task: those of its essential containers. */
export function essentialChecks({ containers, resource }: TaskDefinition): { container: Container; check: ContainerCheck; resource: Resource }[] {
  return containers.items.flatMap((container) => {
    const check = runningCheck(container);
    return check && container.essential === true ? [{ container, check, resource }] : [];
  });
}

/** Seconds that the slowest essential container is given to start; NaN where none says so. */
export function longestStartPeriod(taskDefinition: TaskDefinition): number {
  const given = essentialChecks(taskDefinition).map(({ check }) => check.startPeriod ?? NaN).filter((period) => period > 0);
  return given.length > 0 ? Math.max(...given) : NaN;
}

/** Whether certainly no container of the task has a check. */
export function isUncheckedTask({ containers: { items, complete } }: TaskDefinition): boolean {
  return complete && items.every(isUnchecked);
}
