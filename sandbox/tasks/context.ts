import type { LoopbackBlock } from '../addresses';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import type { TargetGroup } from './target-group';
import type { Task } from './task';
import type { ProcessRegistry } from '../processes/process-registry';
import type { Place } from '../template/identifiers';

/** What every part of a running sandbox shares. */
export interface SandboxContext {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly registry: ProcessRegistry;
  readonly addresses: LoopbackBlock;
  readonly targetGroups: ReadonlyMap<string, TargetGroup>;
  readonly place: Place;
  /** Working directory of the containers' processes. */
  readonly directory: string;
  /** Real time in which a task that has not been well yet is not judged. */
  readonly bootAllowanceMs: number;
  /** Shortest real time that any check gets to answer. */
  readonly shortestTimeoutMs: number;
  /** Aborts when the sandbox stops: ends every wait and every check. */
  readonly stopping: AbortSignal;
  /** Hears when a task has come into another status. */
  taskChanged(task: Task): void;
  /** Command line that stands for the image of a container. */
  command(service: string, container: string): string;
  /** Region, fake credentials and the endpoint, as the SDKs read them. */
  awsEnvironment(): Record<string, string>;
}
