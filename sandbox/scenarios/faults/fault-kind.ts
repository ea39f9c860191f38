import type { Undo } from '../../faults';
import type { Container } from '../../tasks/container';
import type { Task } from '../../tasks/task';
import type { Scene } from '../scene';
import { TASKS, type Selector } from '../selector';
import { FLAG, mapOf, oneOf, TEXT, type Keys, type MapOf, type Shape } from '../shape';

/** Something that a scenario can do: its keys in the file, and what happens. */
export interface FaultKind {
  /** What happens, as a sentence of the docs. */
  readonly about: string;
  readonly keys: Keys;
  readonly shape: Shape<Readonly<Record<string, unknown>>>;
  cause(scene: Scene, parameters: any): Promise<unknown> | void;
}

/** A fault of the whole service, or of what surrounds it. */
export function toService<K extends Keys>(
  name: string, about: string, keys: K, cause: (scene: Scene, parameters: MapOf<K>) => Undo | undefined | Promise<Undo | undefined>,
): FaultKind {
  return {
    about,
    keys,
    shape: shapeOf(name, keys),
    cause: async (scene, parameters: MapOf<K>) => scene.toService(name, async () => cause(scene, parameters)),
  };
}

const ON_TASKS = {
  tasks: { shape: TASKS, about: 'Which tasks: a number (the oldest), a share, all, or a zone. Default: 1.' },
  lasting: { shape: FLAG, about: 'Whether tasks that take their place get it too. Default: false.' },
  container: { shape: TEXT, about: 'Name of the container. Default: the first essential one.' },
} as const;

type OnTasks = MapOf<typeof ON_TASKS>;

/** Faults of one kind, by name. */
export type FaultKinds = Readonly<Record<string, FaultKind>>;

/** What happens to one task. */
export interface Happening<P> {
  readonly scene: Scene;
  readonly task: Task;
  readonly container: Container;
  readonly parameters: P;
}

/** A fault of tasks. */
export function toTasks<K extends Keys>(
  name: string,
  about: string,
  keys: K,
  cause: (happening: Happening<MapOf<K>>) => Undo | void | Promise<Undo | void>,
  lastsAlways = false,
): FaultKind {
  const all = { ...ON_TASKS, ...keys };
  return {
    about,
    keys: all,
    shape: shapeOf(name, all),
    cause: async (scene, parameters: MapOf<K> & OnTasks) => {
      const { tasks = { kind: 'count', count: 1 } satisfies Selector, lasting = lastsAlways, container } = parameters;
      const reached = await scene.toTasks(name, tasks, lasting, async (task) => (
        await cause({ scene, task, container: task.container(container), parameters }) ?? undefined
      ));
      if (reached === 0) { throw new Error(`No task runs that '${name}' could happen to.`); }
    },
  };
}

export function shapeOf(name: string, keys: Keys): FaultKind['shape'] {
  return mapOf({ do: { shape: oneOf([name]), about: 'What happens.', required: true }, ...keys });
}
