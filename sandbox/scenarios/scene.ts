import type { ClientAnswer } from './clients';
import { select, type Selector } from './selector';
import type { Undo } from '../faults';
import type { Sandbox } from '../sandbox';
import type { Service } from '../tasks/service';
import type { Task } from '../tasks/task';

/** What a fault does to one task, and how it ends. */
export type Cause = (task: Task) => Undo | undefined | Promise<Undo | undefined>;

interface Caused {
  readonly fault: string;
  undo?: Undo;
}

/** The service of a scenario with everything that has been done to it. */
export class Scene {
  /** What clients were answered, oldest first. */
  public readonly answers: ClientAnswer[] = [];
  private readonly caused = new Set<Caused>();

  constructor(public readonly sandbox: Sandbox, public readonly service: Service) {}

  /** Tasks that run, oldest first, those of a deployment in progress included. */
  public get tasks(): readonly Task[] {
    return this.service.tasks.filter(({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING');
  }

  /** Does something to the service until it is resumed. */
  public async toService(fault: string, cause: () => Undo | undefined | Promise<Undo | undefined>): Promise<void> {
    const entry: Caused = { fault };
    this.caused.add(entry);
    entry.undo = await cause();
  }

  /**
   * Does something to the tasks that are selected.
   *
   * @param lasting whether tasks that take their place get it too, so that as many as were selected have it
   * @returns how many tasks have got it
   */
  public async toTasks(fault: string, selector: Selector, lasting: boolean, cause: Cause): Promise<number> {
    const chosen = select(selector, this.tasks);
    const affected = new Set<Task>();
    const affect = async (task: Task) => {
      affected.add(task);
      await this.toService(fault, async () => cause(task));
    };
    await Promise.all(chosen.map(affect));
    if (lasting) {
      const count = selector.kind === 'zone' ? Infinity : selector.kind === 'share' && selector.percent === 100 ? Infinity : chosen.length;
      const stop = this.sandbox.taskChanges.listen((task) => {
        const living = [...affected].filter(({ desiredStatus, condemned }) => desiredStatus === 'RUNNING' && !condemned).length;
        const meant = task.service === this.service.model && task.lastStatus === 'RUNNING' && !affected.has(task) && living < count
          && select(selector.kind === 'zone' ? selector : { kind: 'count', count: 1 }, [task]).length > 0;
        // Once its containers and targets are there.
        if (meant) { setImmediate(() => void affect(task)); }
      });
      this.caused.add({ fault, undo: stop });
    }
    return chosen.length;
  }

  /** Ends a fault, or all of them. */
  public resume(fault?: string): void {
    for (const entry of [...this.caused].filter((each) => fault === undefined || each.fault === fault).reverse()) {
      entry.undo?.();
      this.caused.delete(entry);
    }
  }
}
