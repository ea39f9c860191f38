import { isUnchecked, mapList, readContainer, runningCheck, type Container, type ContainerCheck } from './container';
import { endsInSuccess } from './shell-status';
import type { Properties } from '../properties';
import type { Resource } from '../template';
import { isGiven, UNKNOWN, type Flag, type List, type Text } from '../value';

export interface TaskDefinition {
  readonly resource: Resource;
  readonly containers: List<Container>;
  readonly networkMode: Text;
  /** Whether its tasks can only be run on Fargate. */
  readonly fargate: Flag;
  /** By which a service may name it, with or without a revision. */
  readonly family: Text;
}

export function readTaskDefinition(resource: Resource, properties: Properties): TaskDefinition {
  const compatibilities = properties.texts('RequiresCompatibilities');
  return {
    resource,
    containers: mapList(properties.objects('ContainerDefinitions'), readContainer),
    networkMode: properties.text('NetworkMode'),
    fargate: compatibilities.items.includes('FARGATE') || (compatibilities.complete ? false : UNKNOWN),
    family: properties.text('Family'),
  };
}

/** The container of that name, where it is known to be there. */
export function containerOf({ containers }: TaskDefinition, name: Text, written?: string): Container | undefined {
  if (isGiven(name)) { return containers.items.find((container) => container.name === name); }
  const alike = containers.items.filter(({ writtenName }) => writtenName !== '' && writtenName === written);
  if (alike.length > 0) { return alike[0]; }
  return containers.complete && containers.items.length === 1 ? containers.items[0] : undefined;
}

/** A container with its check, and the task definition in which it stands. */
export interface TaskCheck {
  readonly container: Container;
  readonly check: ContainerCheck;
  readonly resource: Resource;
}

/** The checks of its essential containers. */
export function essentialChecks({ containers, resource }: TaskDefinition): TaskCheck[] {
  return containers.items.flatMap((container) => {
    const check = runningCheck(container);
    return check && container.essential === true ? [{ container, check, resource }] : [];
  });
}

/** The checks that decide about the task: those of its essential containers that can fail. */
export function decidingChecks(taskDefinition: TaskDefinition): TaskCheck[] {
  return essentialChecks(taskDefinition).filter(({ check }) => !endsInSuccess(check));
}

/** The longest start period of the essential containers, in seconds; NaN where none has one. */
export function longestStartPeriod(taskDefinition: TaskDefinition): number {
  const given = essentialChecks(taskDefinition).map(({ check }) => check.startPeriod ?? NaN).filter((period) => period > 0);
  return given.length > 0 ? Math.max(...given) : NaN;
}

/** Whether certainly no container of the task has a check. */
export function isUncheckedTask({ containers: { items, complete } }: TaskDefinition): boolean {
  return complete && items.every(isUnchecked);
}
