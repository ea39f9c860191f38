import { createColors } from 'picocolors';
import type { CheckResult, Diagnosis, Remedy, Status } from '../lambda/report/report';

/** One target, probed and diagnosed. */
export interface ProbedTarget {
  /** The target as it was written on the command line. */
  readonly target: string;
  readonly checks: readonly CheckResult[];
  readonly diagnosis: Diagnosis;
}

/** Exit codes: the highest of all targets wins. */
const EXIT_CODES: Readonly<Record<Status, number>> = { UP: 0, DEGRADED: 1, OUT_OF_SERVICE: 1, DOWN: 2, UNKNOWN: 3 };

const REMEDIES: Readonly<Record<Remedy, string>> = {
  NONE: 'nothing to do',
  WAIT: 'wait: a restart would only start it over',
  RECOVER: 'let the application recover first; a restart is the last resort',
  RESTART: 'a restart helps',
  ALERT: 'a restart does not help: tell people',
};

/** The exit code that tells how the targets are. */
export function exitCodeFor(targets: readonly ProbedTarget[]): number {
  return Math.max(...targets.map(({ diagnosis }) => EXIT_CODES[diagnosis.status]));
}

/** One line of JSON a target. */
export function formatJson({ target, checks, diagnosis }: ProbedTarget): string {
  const { status, fault, layer, remedy } = diagnosis;
  return JSON.stringify({
    target,
    status,
    fault,
    layer,
    remedy,
    layers: checks.map((each) => {
      const { check, ms, phases, detail } = each;
      return { layer: each.layer, check, status: each.status, ms, phases, detail };
    }),
  });
}

/** A few lines a target for a person: the verdict first, then what each layer saw. */
export function formatText({ target, checks, diagnosis }: ProbedTarget, color: boolean): string {
  const colors = createColors(color);
  const paint = (status: Status | 'SKIPPED', text: string) => {
    switch (status) {
      case 'UP': return colors.green(text);
      case 'DOWN': return colors.red(text);
      case 'SKIPPED': return colors.dim(text);
      default: return colors.yellow(text);
    }
  };
  const fault = diagnosis.layer === null ? diagnosis.fault : `${diagnosis.fault} at ${diagnosis.layer}`;
  const lines = checks.map(({ layer, check, status, ms, detail }) => [
    '  ', layer.padEnd(4), check.padEnd(12), paint(status, status.padEnd(15)),
    colors.dim((status === 'SKIPPED' ? '' : `${ms.toFixed(1)} ms`).padStart(11)), '  ', detail,
  ].join(''));
  return [
    `${paint(diagnosis.status, colors.bold(diagnosis.status))}  ${colors.bold(target)}`,
    `  ${fault}: ${REMEDIES[diagnosis.remedy]}`,
    ...lines,
  ].join('\n');
}
