import { relative } from 'node:path';
import { createColors } from 'picocolors';
import { wantsColor, writeLine } from './terminal';
import type { Sandbox } from '../sandbox/sandbox';
import type { SandboxEvent } from '../sandbox/shared/event-log';
import type { Message } from '../sandbox/shared/message-log';

const pc = createColors(wantsColor(process.stdout));

/** What runs, and how it is reached. */
export function introduction(file: string, sandbox: Sandbox): string {
  const shown = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
  return [
    `${relative('.', file) || file} runs here, ${sandbox.clock.scale} times as fast as on AWS. Stop it with Ctrl-C. To query `
      + 'it with the AWS CLI or an SDK:',
    '',
    ...shown.map((name) => pc.bold(`export ${name}=${sandbox.awsEnvironment[name]}`)),
    '',
    ...sandbox.services.map(
      (service) =>
        `Service ${service.name} in cluster ${service.model.cluster.name}: ${service.desiredCount} `
        + `task${service.desiredCount === 1 ? '' : 's'} desired.`,
    ),
    ...sandbox.targetGroups.map((group) => `Target group ${group.name}: ${group.arn}`),
    '',
  ].join('\n');
}

/** Where each task that runs is reached: a URL where a target group tells the protocol of its port. */
export function whereabouts(sandbox: Sandbox): string {
  const running = sandbox.services.flatMap((service) => service.tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING'));
  return running.map((task) => {
    const places = task.containers.flatMap(({ model }) => model.ports).map((port) => {
      const protocol = task.targets.find((target) => target.port === port)?.group.model.protocol.toLowerCase();
      return `${protocol === 'http' || protocol === 'https' ? `${protocol}://` : ''}${task.address}:${port}`;
    });
    return `Task ${task.id.slice(0, 8)} of ${task.service.name}: ${places.join(' ') || task.address}\n`;
  }).join('');
}

/** Prints what has happened, and what happens from now on. */
export function printWhatHappens(sandbox: Sandbox): void {
  sandbox.events.all.forEach(printEvent);
  sandbox.events.listen(printEvent);
  sandbox.messages.listen(printMessage);
}

/** Prints what the processes of containers write from now on, each line behind its service, task and container. */
export function printLogs(sandbox: Sandbox, output: NodeJS.WritableStream = process.stdout, before = ''): void {
  sandbox.output.listen(({ service, task, container, line }) => {
    output.write(`${before}${pc.cyan(`${service} ${task.slice(0, 8)} ${container}`)} | ${line}\n`);
  });
}

const COLORS: Readonly<Partial<Record<SandboxEvent['kind'], (text: string) => string>>> = {
  note: pc.yellow,
  service: pc.bold,
  alarm: pc.magenta,
};

function timeText(ms: number): string {
  return pc.dim(`${(ms / 1000).toFixed(1).padStart(7)} s`);
}

function printEvent({ ms, kind, service, task, what }: SandboxEvent): void {
  const subject = [service, task?.slice(0, 8)].filter((part) => part !== undefined).join(' ');
  writeLine(`${timeText(ms)}  ${subject ? `${pc.cyan(subject)}  ` : ''}${(COLORS[kind] ?? String)(what)}`);
}

function printMessage({ ms, subject, text }: Message): void {
  writeLine(`${timeText(ms)}  ${pc.bold(`MESSAGE  ${subject}`)}`);
  writeLine(text.replace(/^/gm, ' '.repeat(11)));
}
