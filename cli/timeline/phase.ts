import type { Figures } from './figures';

/** Every phase, in the order of the stories. */
export const PHASES = [
  'dependencies', 'boot', 'start-period', 'grace-period', 'in-service',
  'container-check', 'target-group', 'route53', 'verifier',
  'traffic-removed', 'cloud-map', 'replacement-decided', 'drain', 'stop', 'replacement-boot', 'replacement-in-service', 'deployment',
  'bad-task', 'circuit-breaker', 'cloudformation',
] as const;

export type PhaseId = typeof PHASES[number];

/** The action of a layer between two moments. */
export interface Phase {
  readonly id: PhaseId;
  readonly name: string;
  readonly start: Figures;
  readonly end: Figures;
  /** Why it takes that long, with the numbers of the template. */
  readonly because: string;
}
