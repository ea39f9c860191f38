import { connectionsOf } from '../../model/connection';
import type { CheckedContainer } from '../../model/lint-model';
import { isLoopback } from '../../model/request';
import { whichContainer } from '../../model/words';
import type { Rule } from '../../rule';

export const checkOnUnmappedPort: Rule = {
  name: 'CheckOnUnmappedPort',
  severity: 'info',
  what: 'A container check probes a port that no container of the task maps.',
  why:
    'A port for management need not be mapped; but on a port that was mistyped, or left out and thereby 80, nothing listens, '
    + 'and ECS replaces every task.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html',
  furtherSources: ['https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html'],
  unproven: 'That nothing listens on a port which no container maps is a guess.',
  exception: 'The port is one of management, and something in the task listens on it.',
  check: ({ checkedContainers }) =>
    checkedContainers.flatMap((placed) =>
      connectionsOf(placed.check)
        .filter(({ host, port }) => isLoopback(host) && isUnmapped(placed, port))
        .map(({ port, namesPort }) => ({
          resource: placed.resource,
          message:
            `The check of ${whichContainer(placed.container)} probes port ${port}${namesPort ? '' : ' (the URL names none)'}, `
            + `and the task maps ${portsOf(placed).join(', ')}.`,
          fix: `Probe port ${placed.container.ports.items[0]}, or make sure that something in the task listens on ${port}.`,
        })),
    ),
};

/** Containers of a task may share their ports, so that all of them count. */
function portsOf({ taskDefinition }: CheckedContainer): number[] {
  return taskDefinition.containers.items.flatMap(({ ports }) => ports.items);
}

/** Whether all mapped ports are known, and none is this one. */
function isUnmapped(placed: CheckedContainer, port: number): boolean {
  const { containers } = placed.taskDefinition;
  const known = containers.complete && containers.items.every(({ ports }) => ports.complete);
  return known && placed.container.ports.items.length > 0 && portsOf(placed).every((mapped) => mapped < port || mapped > port);
}
