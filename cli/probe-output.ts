import { createColors } from 'picocolors';
import { isTooShort, type KeepAliveReport } from './keep-alive';
import type { CheckResult } from '../lambda/shared/check-result';
import type { Diagnosis, Remedy, Status } from '../lambda/shared/verdict';

/** One target, probed and diagnosed. */
export interface ProbedTarget {
  /** The target as it was written on the command line. */
  readonly target: string;
  readonly checks: readonly CheckResult[];
  readonly diagnosis: Diagnosis;
  /** What became of an idle connection, where that was asked for. */
  readonly keepAlive?: KeepAliveReport;
}

/** Exit codes: the highest of all targets wins. */
const EXIT_CODES: Readonly<Record<Status, number>> = { UP: 0, DEGRADED: 1, OUT_OF_SERVICE: 1, DOWN: 2, UNKNOWN: 3 };

const REMEDIES: Readonly<Record<Remedy, string>> = {
  NONE: 'nothing to do',
  WAIT: 'wait: a restart would only start it over',
  RECOVER: 'let the application recover first; a restart is the last resort',
  RESTART: 'a restart helps',
  ALERT: 'a restart does not help: alert people',
};

/** The exit code for the worst status of the targets. */
export function exitCodeFor(targets: readonly ProbedTarget[]): number {
  const codes = targets.flatMap(({ diagnosis, keepAlive }) => [
    EXIT_CODES[diagnosis.status], ...keepAlive && isTooShort(keepAlive) ? [EXIT_CODES.DEGRADED] : [],
  ]);
  return Math.max(...codes);
}

/** One line of JSON for each target. */
export function formatJson({ target, checks, diagnosis, keepAlive }: ProbedTarget): string {
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
    ...keepAlive ? { keepAlive } : {},
  });
}

/** A few lines for each target for a person: the diagnosis first, then the result of each layer. */
export function formatText({ target, checks, diagnosis, keepAlive }: ProbedTarget, color: boolean): string {
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
    ...keepAlive ? [`  idle connection: ${keepAlive.detail}`] : [],
  ].join('\n');
}
