import type { SandboxContext } from './context';

/**
 * The environment of a container's process: the user's own, so that programs are found, without anything that could reach a real AWS
 * account, with the variables of the template and the address of the task.
 */
export function processEnvironment(
  context: SandboxContext, container: Readonly<Record<string, string>>, host: string, port?: number,
): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && name !== 'NODE_OPTIONS');
  return {
    ...Object.fromEntries(own),
    ...context.awsEnvironment,
    ...container,
    HOST: host,
    ...port === undefined ? {} : { PORT: String(port) },
  };
}
