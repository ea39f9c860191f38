import type { EventLog } from './shared/event-log';
import type { Service } from './tasks/service';

/** The present state for a person: a line for each task, then the last events. */
export function describeState(services: readonly Service[], log: EventLog): string {
  const tasks = services.flatMap((service) => service.tasks.map((task) => [
    `${service.name} ${task.id.slice(0, 8)} ${task.address} ${task.lastStatus} ${task.healthStatus}`,
    ...task.targets.map((target) => `${target.group.name}: ${target.health.state} ${target.health.reason ?? ''}`),
  ].join(' | ')));
  const events = log.all.slice(-20).map((event) => `${event.ms} ms ${event.task?.slice(0, 8) ?? event.service ?? ''} ${event.what}`);
  return [...tasks, ...events].join('\n');
}
