import { flag, number, object, objects, pairs, text, type Properties } from './fields';
import type { ContainerHealthCheckModel, ContainerModel } from './model';

/** Reads one entry of a task definition's ContainerDefinitions; defaults are those of ECS. */
export function readContainer(definition: Properties): ContainerModel {
  const healthCheck = readHealthCheck(object(definition, 'HealthCheck'));
  return {
    name: text(definition, 'Name') ?? '',
    image: text(definition, 'Image') ?? '',
    essential: flag(definition, 'Essential', true),
    environment: pairs(objects(definition, 'Environment'), 'Name', 'Value'),
    secrets: pairs(objects(definition, 'Secrets'), 'Name', 'ValueFrom'),
    ports: objects(definition, 'PortMappings').map((mapping) => number(mapping, 'ContainerPort', 0)).filter((port) => port > 0),
    stopTimeoutSeconds: number(definition, 'StopTimeout', 30),
    ...healthCheck ? { healthCheck } : {},
  };
}

function readHealthCheck(check: Properties): ContainerHealthCheckModel | undefined {
  const command = Array.isArray(check.Command) ? check.Command.map(String) : [];
  // `NONE` turns off the check that an image brings along, which ECS ignores anyway.
  if (command.length === 0 || command[0] === 'NONE') {
    return undefined;
  }
  return {
    command,
    intervalSeconds: number(check, 'Interval', 30),
    timeoutSeconds: number(check, 'Timeout', 5),
    retries: number(check, 'Retries', 3),
    startPeriodSeconds: number(check, 'StartPeriod', 0),
  };
}

/** What of a container's definition the sandbox leaves aside, in words. */
export function containerNotes(definition: Properties): string[] {
  const name = text(definition, 'Name');
  return [
    ...objects(definition, 'EnvironmentFiles').length > 0
      ? [`Container ${name}: environmentFiles are not read; give their variables as its environment.`]
      : [],
    ...object(definition, 'RestartPolicy').Enabled ? [`Container ${name}: restartPolicy is not simulated; an exit ends the task.`] : [],
    ...objects(definition, 'DependsOn').length > 0
      ? [`Container ${name}: dependsOn is not simulated; all containers start together.`]
      : [],
  ];
}
