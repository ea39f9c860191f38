import type { ContainerCheck } from './container';

/** Usual names of endpoints that check more than the process itself. */
const READINESS = /(^|[/_-])(ready|readiness|readyz|healthcheck\/ready)([/?_-]|$)/i;
/** Spring Boot's whole tree is deep unless a group is named; others are deep by their name. */
const DEEP = /(^|[/_-])(deep|full|all|db|database|dependencies)([/?_-]|$)|\/actuator\/health\/?(\?|$)/i;

/** The path that a container check requests, where its command contains a URL; undefined: not known, or a variable decides. */
export function pathOf({ outline: { items, complete } }: ContainerCheck): string | undefined {
  const text = complete ? items.slice(1).join(' ') : '';
  const [, authority = '', path] = /https?:\/\/([^\s'"`/]+)(\/[^\s'"`|&;)<>]*)?/.exec(text) ?? [];
  if (path === undefined) { return authority === '' || authority.endsWith('}') ? undefined : '/'; }
  return path.includes('$') ? undefined : path;
}

export function isReadiness(path: string): boolean {
  return READINESS.test(path);
}

/** Whether the path is usual for a check of dependencies. */
export function isDeep(path: string): boolean {
  return isReadiness(path) || DEEP.test(path);
}
