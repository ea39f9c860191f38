import { mapList, readContainer, type Container } from './container';
import type { Properties } from '../properties';
import type { Resource } from '../template';
import { UNKNOWN, type Flag, type List, type Text } from '../value';

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
