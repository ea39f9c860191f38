import { quantity } from './quantity';
import type { DependencySettings } from './service-settings';
import { containerAfterBoot } from '../../src/contract/timing';
import { runningCheck, type Container } from '../../src/lint/model/container';
import { containerOf, type TaskDefinition } from '../../src/lint/model/task-definition';
import { isGiven } from '../../src/lint/value';

/**
 * The containers for which a container waits, those first that start first; undefined where it waits for none. Several that start together
 * count as the slowest of them.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
 */
export function readDependencies(task: TaskDefinition, container: Container): readonly DependencySettings[] | undefined {
  const chain = chainOf(task, container, new Set([container]));
  return chain.length > 0 ? chain : undefined;
}

function chainOf(task: TaskDefinition, container: Container, seen: ReadonlySet<Container>): DependencySettings[] {
  const chains = container.dependsOn.items.filter(({ condition }) => condition !== 'START').flatMap(({ containerName, condition }) => {
    const awaited = containerOf(task, containerName);
    if (!awaited || seen.has(awaited)) { return []; }
    return [[...chainOf(task, awaited, new Set([...seen, awaited])), readinessOf(awaited, condition === 'HEALTHY')]];
  });
  const latest = (chain: readonly DependencySettings[]) => chain.reduce((sum, each) => sum + (typeof each.latest === 'number'
    ? each.latest : 1e9), 0);
  return chains.sort((one, other) => latest(other) - latest(one))[0] ?? [];
}

/** HEALTHY comes with the first successful check after its start period; when a container ends by itself only its StartTimeout bounds. */
function readinessOf(container: Container, healthy: boolean): DependencySettings {
  const name = isGiven(container.name) ? container.name : 'another container';
  const check = healthy ? runningCheck(container) : undefined;
  const start = check?.startPeriod ?? 0;
  const boundless = container.startTimeout ?? NaN;
  return {
    name,
    soonest: quantity(check ? check.interval : healthy ? NaN : 0),
    latest: quantity(check ? Math.min(start + containerAfterBoot(check, start).latest, container.startTimeout ?? Infinity) : boundless),
  };
}
