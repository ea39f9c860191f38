import type { Place } from './place';

/** Whether a person would gain anything from restarting. */
export type RestartHelps = 'YES' | 'NO' | 'ECS_DOES_IT';

/** What an event means to a person. */
export interface Notice {
  /** In capitals, like `OUT_OF_MEMORY`; the same cause always has the same kind. */
  readonly kind: string;
  /** A few words for a subject line, without the service. */
  readonly title: string;
  /** What happened to what, and why. */
  readonly sentence: string;
  readonly wouldRestartHelp: RestartHelps;
  /** What ECS does next, and what a person should do. */
  readonly next: string;
  /** A person should know of it, even when nobody asked for everything. */
  readonly tellPeople: boolean;
  /** What AWS itself says. */
  readonly evidence: string;
  readonly place: Place;
  /** Which page of the ECS console shows it. */
  readonly page: 'task' | 'service' | 'deployments' | 'instance';
  /** Tells apart what must not be kept back as a repetition. */
  readonly occurrence?: string;
}

export const RESTART_IN_WORDS: Readonly<Record<RestartHelps, string>> = {
  YES: 'Yes.',
  NO: 'No.',
  ECS_DOES_IT: 'ECS starts a replacement by itself; nobody needs to.',
};
