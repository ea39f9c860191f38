import { diagnoseTarget } from './diagnose-target';
import type { ExaminedTask } from './evidence';
import { diagnosis } from './faults';
import type { CheckName, TargetProbe } from '../shared/check-result';
import type { Fault } from '../shared/verdict';

/** Which component that is down a dependency's trouble explains. */
type ExplainedComponents = 'any component' | 'the component of its name' | 'none';

/** A dependency whose own probe is not content. */
export interface TroubledDependency {
  readonly name: string;
  readonly explains: ExplainedComponents;
  readonly why: string;
}

/**
 * What a dependency's own probe says, whatever its protocol. Who serves nobody may be behind any component, since names are the
 * application's own; out of service on purpose is no help to those who need it either. Who answers late, or otherwise than the
 * contract expects, may look well to the application: that explains a component of the same name only.
 */
const EXPLAINED_COMPONENTS: Readonly<Partial<Record<Fault, ExplainedComponents>>> = {
  HOST_UNREACHABLE: 'any component',
  PORT_FILTERED: 'any component',
  PORT_CLOSED: 'any component',
  HUNG: 'any component',
  LIVENESS_FAILED: 'any component',
  COMPONENT_DOWN: 'any component',
  DRAINING: 'any component',
  DOES_NOT_START: 'any component',
  TLS_INVALID: 'the component of its name',
  ENDPOINT_MISSING: 'the component of its name',
  SLOW: 'the component of its name',
  OVERLOADED: 'the component of its name',
  REQUEST_REFUSED: 'the component of its name',
  OTHER_PROTOCOL: 'the component of its name',
  TLS_EXPIRING: 'none',
};

/** How large a group of tasks has to be before what it shares is no coincidence. */
export function isShared(count: number, judged: number, share: number): boolean {
  return count >= 2 && judged >= 2 && count / judged > share;
}

/** Dependencies whose own probe is not content, in words; what the prober could not judge is not among them. */
export function troubledDependencies(probes: readonly TargetProbe[]): TroubledDependency[] {
  return probes
    .flatMap((probe): TroubledDependency[] => {
      const { fault, evidence } = diagnoseTarget(probe);
      const explains = EXPLAINED_COMPONENTS[fault];
      const verb = explains === 'any component' ? 'fails' : 'is not well';
      return explains ? [{ name: probe.id, explains, why: `the probe of dependency ${probe.id} ${verb}: ${fault}, ${evidence[0]}` }] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Tells a component that is down on one task, which a restart may help, from one that is down because something all tasks need is
 * down, which no restart helps. One task alone cannot tell: it needs the dependency's own probe.
 *
 * @param judged how many tasks something is known about
 * @param wasShared whether the latest verification found it on several tasks
 */
export function reviseComponents(
  tasks: readonly ExaminedTask[], dependencies: readonly TroubledDependency[], judged: number, share: number, wasShared: boolean,
): ExaminedTask[] {
  const suspects = tasks.filter(({ diagnosis: { fault } }) => fault === 'COMPONENT_DOWN');
  const counts = new Map<string, number>();
  for (const component of suspects.flatMap((task) => componentsDown(task))) { counts.set(component, (counts.get(component) ?? 0) + 1); }

  return tasks.map((task) => {
    const { fault } = task.diagnosis;
    // A liveness check that includes dependencies is a mistake, and a restart of each task in turn its usual price.
    if (fault === 'LIVENESS_FAILED') { return blame(task, named(componentsDown(task, 'liveness'), dependencies).map(({ why }) => why)); }
    if (fault !== 'COMPONENT_DOWN') { return task; }
    const components = componentsDown(task);
    return blame(task, [
      ...components
        .filter((component) => isShared(counts.get(component) ?? 0, judged, share))
        .map((component) => `component ${component} is down on ${counts.get(component)} of ${judged} tasks`),
      ...wasShared && judged === 1 ? ['the latest verification found it on several tasks, and this one is what ECS has left of them'] : [],
      // Names are the application's own; but what all need would be down on all.
      ...blamed(components, dependencies, judged === 1).map(({ why }) => why),
    ]);
  });
}

function blame(task: ExaminedTask, reasons: readonly string[]): ExaminedTask {
  return reasons.length === 0 ? task : { ...task, diagnosis: diagnosis('DEPENDENCY_DOWN', [...reasons, ...task.diagnosis.evidence]) };
}

/** The dependencies that go by a component's name; where none does, and no other task can tell, all of those that serve nobody. */
function blamed(
  components: readonly string[], dependencies: readonly TroubledDependency[], isAlone: boolean,
): readonly TroubledDependency[] {
  const found = named(components, dependencies);
  return found.length > 0 || !isAlone ? found : dependencies.filter(({ explains }) => explains === 'any component');
}

function named(components: readonly string[], dependencies: readonly TroubledDependency[]): readonly TroubledDependency[] {
  // `brokers/orders` is a path of Actuator's, `database:responseTime` a component and what was measured of it, in health+json.
  const words = new Set(components.flatMap((component) => [component, ...component.split(/[/:]/)]).map((word) => word.toLowerCase()));
  return dependencies.filter(({ name, explains }) => explains !== 'none' && words.has(name.toLowerCase()));
}

/** The innermost components that a task reports as down: a group is down only because of its members. */
function componentsDown({ probe }: ExaminedTask, only?: CheckName): string[] {
  const names = (probe?.checks ?? [])
    .filter(({ check }) => only === undefined || check === only)
    .flatMap(({ components }) => components ?? [])
    .filter(({ status }) => status === 'DOWN')
    .map(({ name }) => name);
  return [...new Set(names)].filter((name) => !names.some((other) => other.startsWith(`${name}/`))).sort();
}
