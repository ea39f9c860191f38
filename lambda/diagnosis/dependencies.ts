import { diagnoseTarget } from './diagnose-target';
import type { ExaminedTask } from './evidence';
import { diagnosis } from './faults';
import type { TargetProbe } from '../report/report';

/** A dependency whose own probe fails. */
interface FailedDependency {
  readonly name: string;
  readonly why: string;
}

/** How large a group of tasks has to be before what it shares is no coincidence. */
export function isShared(count: number, judged: number, share: number): boolean {
  return count >= 2 && judged >= 2 && count / judged > share;
}

/** Dependencies whose own probe says they are down, in words; what the prober could not judge is not among them. */
export function failedDependencies(probes: readonly TargetProbe[]): FailedDependency[] {
  return probes
    .map((probe) => ({ name: probe.id, verdict: diagnoseTarget(probe) }))
    .filter(({ verdict }) => verdict.status === 'DOWN')
    .map(({ name, verdict }) => ({ name, why: `the probe of dependency ${name} fails: ${verdict.fault}, ${verdict.evidence[0]}` }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Tells a component that is down on one task, which a restart may help, from one that is down because something all tasks need is
 * down, which no restart helps. One task alone cannot tell: it needs the dependency's own probe.
 *
 * @param judged how many tasks something is known about
 */
export function reviseComponents(
  tasks: readonly ExaminedTask[], dependencies: readonly FailedDependency[], judged: number, share: number,
): ExaminedTask[] {
  const suspects = tasks.filter(({ diagnosis: { fault } }) => fault === 'COMPONENT_DOWN');
  const counts = new Map<string, number>();
  for (const component of suspects.flatMap(componentsDown)) counts.set(component, (counts.get(component) ?? 0) + 1);

  return tasks.map((task) => {
    if (task.diagnosis.fault !== 'COMPONENT_DOWN') return task;
    const components = componentsDown(task);
    const reasons = [
      ...components
        .filter((component) => isShared(counts.get(component) ?? 0, judged, share))
        .map((component) => `component ${component} is down on ${counts.get(component)} of ${judged} tasks`),
      ...blamed(components, dependencies).map(({ why }) => why),
    ];
    return reasons.length === 0 ? task : { ...task, diagnosis: diagnosis('DEPENDENCY_DOWN', [...reasons, ...task.diagnosis.evidence]) };
  });
}

/** The failed dependencies that go by a component's name; all of them where none does, since names are the application's own. */
function blamed(components: readonly string[], dependencies: readonly FailedDependency[]): readonly FailedDependency[] {
  const words = new Set(components.flatMap((component) => [component, ...component.split('/')]).map((word) => word.toLowerCase()));
  const named = dependencies.filter(({ name }) => words.has(name.toLowerCase()));
  return named.length > 0 ? named : dependencies;
}

/** The innermost components that a task reports as down: a group is down only because of its members. */
function componentsDown({ probe }: ExaminedTask): string[] {
  const names = (probe?.checks ?? [])
    .flatMap(({ components }) => components ?? [])
    .filter(({ status }) => status === 'DOWN')
    .map(({ name }) => name);
  return [...new Set(names)].filter((name) => !names.some((other) => other.startsWith(`${name}/`))).sort();
}
