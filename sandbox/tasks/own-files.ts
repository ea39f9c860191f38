import type { ContainerModel } from '../template/model';

/** A container, and the files that nobody else has. */
export interface OwnFiles {
  readonly model: ContainerModel;
  readonly files: readonly string[];
}

/**
 * A container in which each file in /tmp that a variable tells both the program and its check, such as a heartbeat, is the task's own:
 * tasks share the files of this machine, and one that hangs would look alive by the heartbeat of another.
 *
 * @param address of the task, with which the file's name ends
 */
export function withOwnFiles(container: ContainerModel, address: string): OwnFiles {
  const { environment, healthCheck } = container;
  if (!healthCheck) { return { model: container, files: [] }; }
  const command = healthCheck.command.join('\n');
  const shared = Object.values(environment).filter((value) => /^\/tmp\/[^'"\s]+$/.test(value) && command.includes(value));
  const own = (text: string) => shared.reduce((changed, file) => changed.replaceAll(file, `${file}-${address}`), text);
  const variables = Object.entries(environment).map(([name, value]) => [name, shared.includes(value) ? own(value) : value] as const);
  return {
    model: {
      ...container,
      environment: Object.fromEntries(variables),
      healthCheck: { ...healthCheck, command: healthCheck.command.map(own) },
    },
    files: shared.map(own),
  };
}
