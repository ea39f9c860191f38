import type { Place } from './place';
import type { RestartHelps } from '../../diagnosis/stops/stop-cause';

/** A command that a person may run. */
export interface NoticeCommand {
  /** What it does, in a word or two. */
  readonly label: string;
  readonly text: string;
}

/** What an event means to a person. */
export interface Notice {
  /** In capitals, like `OUT_OF_MEMORY`; the same cause always has the same kind. */
  readonly kind: string;
  /** A few words for a subject line, without the service. */
  readonly title: string;
  /** What happened to what, and why. */
  readonly sentence: string;
  readonly wouldRestartHelp: RestartHelps;
  /** What ECS does next, and what a person has to do. */
  readonly next: string;
  /** For what a person has to do. */
  readonly commands?: readonly NoticeCommand[];
  /** Not normal operation: a message is sent even where only such events are notified. */
  readonly needsAttention: boolean;
  /** What AWS itself says. */
  readonly evidence: string;
  readonly place: Place;
  /** Which page of the ECS console shows it. */
  readonly page: 'task' | 'service' | 'deployments' | 'instance';
  /** Distinguishes what must not be suppressed as a repetition. */
  readonly occurrence?: string;
}

export const WOULD_RESTART_HELP: Readonly<Record<RestartHelps, string>> = {
  YES: 'Yes.',
  NO: 'No.',
  ECS_DOES_IT: 'Not needed: ECS starts a replacement by itself.',
};
