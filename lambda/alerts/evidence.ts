import { cleanText } from '../engine/text';
import type { Evidence } from '../events/message';
import type { Report } from '../report/report';
import { affectedTasks } from '../report/summary';

/** More alarms than these are only counted. */
const MOST_ALARMS = 5;
const MOST_TASKS = 3;
const MOST_LINES = 4;
const LINE_LENGTH = 240;

/** Expected against actual, on the tasks that the fault is about, and the same only once; of the service where it is about none. */
export function seen(report: Report): Evidence[] {
  const lines = new Map<string, string>();
  for (const { task, evidence } of affectedTasks(report).slice(0, MOST_TASKS)) {
    for (const line of evidence.slice(0, 2)) if (!lines.has(line)) lines.set(line, `task ${task.slice(0, 8)}: ${line}`);
  }
  return (lines.size > 0 ? [...lines.values()] : report.evidence).slice(0, MOST_LINES).map((line) => quoted('Seen', line));
}

/** What AWS believes of the first task that is down, and is not so. */
export function disbelieved(report: Report): Evidence[] {
  const down = affectedTasks(report).find(({ status }) => status === 'DOWN');
  const wrong = down?.beliefs.filter((belief) => /\bhealthy\b/i.test(belief)) ?? [];
  return wrong.length > 0 ? [quoted('Contradicts', `task ${down!.task.slice(0, 8)}: ${wrong.join('; ')}`)] : [];
}

/** The alarms that went off. */
export function alarmsOf(triggers: readonly string[]): Evidence[] {
  return triggers.length > 0 ? [{ label: 'Alarms that went off', text: named(triggers), quoted: true }] : [];
}

/** Names in a row. */
export function named(alarms: readonly string[]): string {
  const shown = alarms.slice(0, MOST_ALARMS);
  return [...shown, ...alarms.length > shown.length ? [`and ${alarms.length - shown.length} more`] : []].join(', ');
}

function quoted(label: string, line: string): Evidence {
  return { label, text: cleanText(line, LINE_LENGTH), quoted: true };
}
