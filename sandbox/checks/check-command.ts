import type { ProcessRegistry } from '../processes/process-registry';

/** What came of one run of a check's command. */
export interface CommandResult {
  readonly success: boolean;
  /** One line for a person: exit code and last line of output, or why there is none. */
  readonly detail: string;
}

/** Where and how a check's command runs. */
export interface CommandSettings {
  /** Address to which localhost leads in the command. */
  readonly localhost: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly directory?: string;
  readonly timeoutMs: number;
}

/**
 * Runs the command of a container check as Docker would: `CMD` directly, `CMD-SHELL` by `sh -c`, exit code 0 is healthy.
 *
 * In a container, localhost is the task. Here all tasks share the machine's loopback and each listens on an address of its own, so
 * every way to write localhost in the command is replaced by the task's address; nothing else of the command changes.
 */
export async function runCheckCommand(
  registry: ProcessRegistry,
  command: readonly string[],
  settings: CommandSettings,
): Promise<CommandResult> {
  const [kind, ...rest] = command.map((part) => atAddress(part, settings.localhost));
  const [program, args] = kind === 'CMD-SHELL' ? ['sh', ['-c', rest.join(' ')]] : kind === 'CMD' ? [rest[0], rest.slice(1)] : [kind, rest];
  const { group } = registry.start(program, args, settings);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    group.signal('SIGKILL');
  }, settings.timeoutMs);
  const exit = await group.exited;
  clearTimeout(timer);
  if (timedOut) {
    return { success: false, detail: `no result within ${settings.timeoutMs} ms` };
  }
  if (exit.failure) {
    return { success: false, detail: `cannot run ${program}: ${exit.failure}` };
  }
  const said = group.output.lines.filter((line) => line.trim() !== '').at(-1);
  return { success: exit.code === 0, detail: `exit code ${exit.code}${said ? `: ${said.slice(0, 300)}` : ''}` };
}

/** The command's text with the task's address where it says localhost. */
export function atAddress(part: string, address: string): string {
  return part.replace(/(?<![\w.-])(localhost|127\.0\.0\.1|\[::1\]|::1)(?![\w.-])/g, address);
}
