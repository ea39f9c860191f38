import type { ContainerCheck } from './container';

/** Names that frameworks and people give to what looks at more than the process itself. */
const READINESS = /(^|[/_-])(ready|readiness|readyz|healthcheck\/ready)([/?_-]|$)/i;
/** Spring Boot's whole tree is deep unless a group is named; the rest says so by its name. */
const DEEP = /(^|[/_-])(deep|full|all|db|database|dependencies)([/?_-]|$)|\/actuator\/health\/?(\?|$)/i;

/** The path that a container check asks, where its command shows a URL; undefined: it cannot be told. */
export function pathOf({ command }: ContainerCheck): string | undefined {
  if (!command.complete) { return undefined; }
  const url = /https?:\/\/[^\s'"`/]+(\/[^\s'"`|&;)<>]*)?/.exec(command.items.slice(1).join(' '));
  return url ? url[1] ?? '/' : undefined;
}

export function isReadiness(path: string): boolean {
  return READINESS.test(path);
}

/** Whether the path says by its name that it looks at dependencies. */
export function isDeep(path: string): boolean {
  return isReadiness(path) || DEEP.test(path);
}
