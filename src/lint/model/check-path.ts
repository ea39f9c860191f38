import type { ContainerCheck } from './container';

/** Usual names of endpoints that check more than the process itself. */
const READINESS = /(^|[/_-])(ready|readiness|readyz|healthcheck\/ready)([/?_-]|$)/i;
/** Spring Boot's whole tree is deep unless a group is named; others are deep by their name. */
const DEEP = /(^|[/_-])(deep|full|all|db|database|dependencies)([/?_-]|$)|\/actuator\/health\/?(\?|$)/i;

/** The path that a container check requests, where its command contains a URL; undefined: not known. */
export function pathOf({ command }: ContainerCheck): string | undefined {
  if (!command.complete) { return undefined; }
  const url = /https?:\/\/[^\s'"`/]+(\/[^\s'"`|&;)<>]*)?/.exec(command.items.slice(1).join(' '));
  return url ? url[1] ?? '/' : undefined;
}

export function isReadiness(path: string): boolean {
  return READINESS.test(path);
}

/** Whether the path is usual for a check of dependencies. */
export function isDeep(path: string): boolean {
  return isReadiness(path) || DEEP.test(path);
}
