import type { Evidence } from './message';
import { cleanText } from '../shared/text';
import type { Report } from '../verification/report/report';
import { affectedTasks, furtherOf } from '../verification/report/summary';

/** More alarms than these are only counted. */
const MOST_ALARMS = 5;
const MOST_TASKS = 3;
const MOST_LINES = 4;
const LINE_LENGTH = 240;

/** Expected against actual, each line once: of the tasks that the fault is about, or of the service where it is about none. */
export function evidenceOf(report: Report): Evidence[] {
  const lines = new Map<string, string>();
  for (const { task, evidence } of affectedTasks(report).slice(0, MOST_TASKS)) {
    for (const line of evidence.slice(0, 2)) { if (!lines.has(line)) { lines.set(line, `task ${task.slice(0, 8)}: ${line}`); } }
  }
  return (lines.size > 0 ? [...lines.values()] : report.evidence).slice(0, MOST_LINES).map((line) => quoted('Evidence', line));
}

/** What was seen of a fault that is over. */
export function passedEvidenceOf(passed: Report['passed']): Evidence[] {
  return (passed?.evidence ?? []).slice(0, MOST_LINES).map((line) => quoted('Evidence then', line));
}

/** What speaks against it: what AWS reports as healthy about the first task that is down, and other observers that see something else. */
export function contradictionsOf(report: Report): Evidence[] {
  const down = affectedTasks(report).find(({ status }) => status === 'DOWN');
  const beliefs = down?.beliefs.filter((belief) => /\bhealthy\b/i.test(belief)) ?? [];
  const wrong = [...beliefs, ...down?.against?.filter((line) => !beliefs.some((belief) => belief.startsWith(line))) ?? []];
  return wrong.length > 0 ? [quoted('Contradicts', `task ${down!.task.slice(0, 8)}: ${wrong.join('; ')}`)] : [];
}

/** Faults that are independent of the first one, a line each. */
export function furtherEvidenceOf(report: Report): Evidence[] {
  return furtherOf(report).slice(0, MOST_LINES).map((line) => quoted('Beside it', line.replace(/^also /, '')));
}

/** The alarms that went off, in one line. */
export function alarmsOf(triggers: readonly string[]): Evidence[] {
  return triggers.length > 0 ? [{ label: 'Alarms that went off', text: listNames(triggers), quoted: true }] : [];
}

/** `a, b, c and 2 more` */
export function listNames(alarms: readonly string[]): string {
  const shown = alarms.slice(0, MOST_ALARMS);
  return [...shown, ...alarms.length > shown.length ? [`and ${alarms.length - shown.length} more`] : []].join(', ');
}

function quoted(label: string, line: string): Evidence {
  return { label, text: cleanText(line, LINE_LENGTH), quoted: true };
}
