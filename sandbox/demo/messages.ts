import { createColors } from 'picocolors';
import type { PlayedScenario } from './played-scenario';

/** Lines that depend on the moment at which AWS notices the fault: not for a demonstration. */
const LEFT_OUT = /^(Contradicts|Alarms that went off):|^$/;

/** The alerts, one for each layer: subject and text, without the facts and links at their end. */
export function renderMessages(played: readonly PlayedScenario[], color: boolean): string {
  const colors = createColors(color);
  const blocks = played.flatMap(({ scenario, message }) => {
    if (scenario.restarts === 0) { return [`No alert: ${scenario.name}`]; }
    if (!message) { return []; }
    const [words] = message.text.split(/\n\n(?:Kind|Incident): /);
    const lines = words.split('\n').filter((line) => !LEFT_OUT.test(line));
    return [
      [`${scenario.expected.layer}: ${scenario.name}`, `  ${colors.bold(message.subject)}`, ...lines.map((line) => `  ${line}`)].join('\n'),
    ];
  });
  return [colors.bold('Alerts: one message, however long the fault lasts, and one when it is over'), ...blocks].join('\n\n');
}
