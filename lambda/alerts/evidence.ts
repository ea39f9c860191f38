import { cleanText } from '../engine/text';
import type { Evidence } from '../events/message';
import type { Report } from '../report/report';
import { affectedTasks } from '../report/summary';

/** More alarms than these are only counted. */
const MOST_ALARMS = 5;
const MOST_TASKS = 3;
const MOST_LINES = 4;
const LINE_LENGTH = 240;

/** Expected against actual, on the tasks that the fault is about; of the service where it is about none. */
export function seen(report: Report): Evidence[] {
  const affected = affectedTasks(report).slice(0, MOST_TASKS);
  const lines = affected.length > 0
    ? affected.flatMap(({ task, evidence }) => evidence.slice(0, 2).map((line) => `task ${task.slice(0, 8)}: ${line}`))
    : report.evidence;
  return lines.slice(0, MOST_LINES).map((line) => ({ label: 'Seen', text: cleanText(line, LINE_LENGTH), quoted: true }));
}

/** What AWS believes of a task that is down and is not so. */
export function disbelieved(report: Report): Evidence[] {
  return affectedTasks(report)
    .filter(({ status }) => status === 'DOWN')
    .flatMap(({ task, beliefs }) => beliefs.filter((belief) => /\bhealthy\b/i.test(belief)).map((belief) => `${belief} (task ${task.slice(0, 8)})`))
    .slice(0, MOST_TASKS)
    .map((text) => ({ label: 'Contradicts', text: cleanText(text, LINE_LENGTH), quoted: true }));
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
