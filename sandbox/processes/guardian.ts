import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Kills the process groups of a sandbox whose own process ended without stopping it, in whatever way: Ctrl-C, an uncaught exception,
 * even SIGKILL. A handler in the sandbox's process could not do the last. It is a shell in a session of its own that reads which groups
 * live, and acts when the pipe closes; SIGKILL also ends groups that are stopped (SIGSTOP).
 */
const SCRIPT = `
groups=""
while read -r sign group; do
  kept=""
  for each in $groups; do
    [ "$each" = "$group" ] || kept="$kept $each"
  done
  groups="$kept"
  [ "$sign" = "+" ] && groups="$groups $group"
done
for each in $groups; do
  kill -KILL "-$each" 2>/dev/null
done
`;

export class Guardian {
  private readonly shell: ChildProcess;

  constructor() {
    this.shell = spawn('sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    this.shell.stdin!.on('error', () => undefined);
    this.shell.unref();
    (this.shell.stdin as unknown as { unref(): void }).unref();
  }

  public watch(group: number): void {
    this.shell.stdin!.write(`+ ${group}\n`);
  }

  public forget(group: number): void {
    this.shell.stdin!.write(`- ${group}\n`);
  }

  /** Ends the guardian; groups that it still watches are killed. */
  public async close(): Promise<void> {
    if (this.shell.exitCode !== null || this.shell.signalCode !== null) {
      return;
    }
    this.shell.ref();
    const ended = new Promise((resolve) => this.shell.once('exit', resolve));
    this.shell.stdin!.end();
    await ended;
  }
}
