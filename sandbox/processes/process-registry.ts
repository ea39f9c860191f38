import { spawn } from 'node:child_process';
import { Guardian } from './guardian';
import { ProcessGroup } from './process-group';

export interface ProcessSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly directory?: string;
  /** Open a message channel to the process, as `fork` does. */
  readonly messages?: boolean;
}

/** Starts every process of a sandbox, each in a group of its own, and sees to it that none outlives the sandbox. */
export class ProcessRegistry {
  private readonly guardian = new Guardian();
  private readonly groups = new Set<ProcessGroup>();

  /** Ids of the groups that live. */
  public get running(): readonly number[] {
    return [...this.groups].filter((group) => group.running).map((group) => group.id!);
  }

  /**
   * Starts a command line in a shell that lives as long as the command: its (empty) trap keeps a SIGTERM to the group from ending
   * the shell before the command has shut down, and a command never inherits a trap.
   */
  public startShell(command: string, settings: ProcessSettings): ProcessGroup {
    return this.start('sh', ['-c', `trap : TERM\n${command}`], settings).group;
  }

  /** Starts a program directly; the raw child is for those who talk to it over the message channel. */
  public start(
    program: string,
    args: readonly string[],
    settings: ProcessSettings,
  ): { group: ProcessGroup; child: ReturnType<typeof spawn> } {
    const child = spawn(program, args, {
      detached: true, // a session and a process group of its own: Ctrl-C in the terminal does not reach it
      env: settings.environment,
      cwd: settings.directory,
      stdio: settings.messages ? ['pipe', 'pipe', 'pipe', 'ipc'] : ['pipe', 'pipe', 'pipe'],
    });
    const group = new ProcessGroup(child);
    this.groups.add(group);
    if (group.id !== undefined) {
      this.guardian.watch(group.id);
    }
    void group.exited.then(() => {
      this.groups.delete(group);
      if (group.id !== undefined) {
        this.guardian.forget(group.id);
      }
    });
    return { group, child };
  }

  /** Kills what still runs and returns when nothing does. */
  public async close(): Promise<void> {
    const left = [...this.groups];
    left.forEach((group) => group.signal('SIGKILL'));
    await Promise.all(left.map(async (group) => group.exited));
    await this.guardian.close();
  }
}
