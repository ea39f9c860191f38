import type { TargetGroup } from './target-group';
import type { ProcessRegistry } from '../processes/process-registry';
import type { Clock } from '../shared/clock';
import type { EventLog } from '../shared/event-log';
import type { LoopbackBlock } from '../shared/loopback-block';
import type { Network } from '../shared/network';
import type { OutputLine } from '../shared/output-line';
import type { Signal } from '../shared/signal';
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
  /** Real time in which a task that has not been ready yet is not replaced. */
  readonly bootAllowanceMs: number;
  /** Aborts when the sandbox stops: ends every wait and every check. */
  readonly stopping: AbortSignal;
  /** Region, fake credentials and the endpoint, as the SDKs read them. */
  readonly awsEnvironment: Readonly<Record<string, string>>;
  readonly network: Network;
  /** What the processes of containers write. */
  readonly output: Signal<OutputLine>;
  /** Real milliseconds of a check's timeout. */
  timeoutMs(seconds: number): number;
  /** Command line that replaces the image of a container. */
  command(service: string, container: string): string;
}
