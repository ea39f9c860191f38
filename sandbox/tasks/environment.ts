import type { SandboxContext } from './context';

/**
 * The environment of a process that stands for a container: the user's own, so that tools are found, without anything that could
 * reach a real AWS account, and with what the template and the task say.
 */
export function processEnvironment(
  context: SandboxContext, container: Readonly<Record<string, string>>, host: string, port?: number,
): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && name !== 'NODE_OPTIONS');
  return {
    ...Object.fromEntries(own),
    ...context.awsEnvironment(),
    ...container,
    HOST: host,
    ...(port === undefined ? {} : { PORT: String(port) }),
  };
}
