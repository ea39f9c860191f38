import type { ServiceSettings, TargetGroupSettings } from './service-settings';
import { USUAL_TIMEOUT } from '../../src/contract/budget-seconds';
import { HEALTH_CHECK } from '../../src/contract/limits';

/** An endpoint of the proposed contract: what `HealthEndpoint` is called with. */
export interface ProposedEndpoint {
  readonly protocol: 'http' | 'https' | 'grpc' | 'tcp' | 'command';
  /** Of `http` and `https`. */
  readonly path?: string;
  /** Port where it is not the contract's own. */
  readonly port?: number;
  /** Of `command`, in ECS's form. */
  readonly command?: readonly string[];
  /** Seconds, where somebody has raised it above the usual. */
  readonly timeout?: number;
  readonly reason: string;
}

export interface ProposedEndpoints {
  readonly port?: number;
  readonly liveness: ProposedEndpoint;
  readonly readiness?: ProposedEndpoint;
}

/**
 * What the checks of a template ask already.
 * @returns undefined where nothing says how the process could be asked
 */
export function proposeEndpoints({ container, targetGroup }: ServiceSettings): ProposedEndpoints | undefined {
  const { check } = container;
  const asked = check && readCommand(check.command);
  const port = container.port ?? asked?.port ?? targetGroup?.port;
  const fromTargetGroup = targetGroup && without(port, endpointOf(targetGroup));
  const fromCheck = asked && without(port, { ...asked, ...timeoutOf(check.timeout) });
  if (port === undefined) {
    return check && !targetGroup && canRun(check.command)
      ? { liveness: { protocol: 'command', command: check.command, ...timeoutOf(check.timeout), reason: 'the container check: nothing listens' } }
      : undefined;
  }
  if (fromCheck && fromTargetGroup) {
    return sameQuestion(fromCheck, fromTargetGroup)
      ? { port, liveness: { ...fromTargetGroup, reason: 'what container check and target group both ask' } }
      : { port, liveness: fromCheck, readiness: fromTargetGroup };
  }
  return { port, liveness: fromTargetGroup ?? fromCheck ?? { protocol: 'tcp', reason: 'only the port is known: give it a path that answers whether a restart would help' } };
}

function endpointOf({ grpc, protocol, path, port, timeout }: TargetGroupSettings): ProposedEndpoint {
  const common = { ...port === undefined ? {} : { port }, ...timeoutOf(timeout), reason: 'what the target group probes' };
  if (grpc) { return { protocol: 'grpc', ...common }; }
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') { return { protocol: 'tcp', ...common }; }
  return { protocol: protocol === 'HTTP' ? 'http' : 'https', path: usablePath(path), ...common };
}

const URL_OF_ITSELF = /\b(https?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(\/[^\s"'`|;&)]*)?/;

/** How the probes of this library name it: as arguments of a script. */
const ARGUMENTS = /\s(https?) (\d{1,5}) (\/\S*)/;

/** What a container check asks, as far as its command tells. */
function readCommand(command: readonly string[]): (ProposedEndpoint & { readonly port: number }) | undefined {
  const line = command.join(' ');
  const [, protocol, port, path] = URL_OF_ITSELF.exec(line) ?? ARGUMENTS.exec(line) ?? [];
  if (protocol === 'http' || protocol === 'https') {
    return { protocol, port: Number(port ?? (protocol === 'http' ? 80 : 443)), path: usablePath(path), reason: 'what the container check probes' };
  }
  const grpc = /grpc[_-]health[_-]probe\b.*-addr[= ]\S*?:(\d{1,5})/.exec(line);
  return grpc ? { protocol: 'grpc', port: Number(grpc[1]), reason: 'what the container check probes' } : undefined;
}

/** Whether a contract takes the command as a worker's liveness. */
function canRun([form, ...words]: readonly string[]): boolean {
  if (form === 'CMD-SHELL') { return words.length === 1 && words[0].trim() !== ''; }
  return form === 'CMD' && words.length > 0 && words[0] !== '' && !(words.length === 1 && /\s/.test(words[0]));
}

/** The root where the path is none that a contract takes. */
function usablePath(path: string | undefined): string {
  return path !== undefined && /^\/[\x21-\x7e]*$/.test(path) && !path.includes('#') && path.length <= HEALTH_CHECK.pathLength ? path : '/';
}

/** The contract's own port is not said twice. */
function without(port: number | undefined, endpoint: ProposedEndpoint): ProposedEndpoint {
  const { port: own, ...rest } = endpoint;
  return own === undefined || own === port ? rest : endpoint;
}

function sameQuestion(one: ProposedEndpoint, other: ProposedEndpoint): boolean {
  return one.protocol === other.protocol && one.path === other.path && one.port === other.port;
}

/** A timeout that somebody has raised is kept as far as contracts allow. */
function timeoutOf(seconds: number): { readonly timeout?: number } {
  return seconds > USUAL_TIMEOUT ? { timeout: Math.min(HEALTH_CHECK.timeout.max, Math.ceil(seconds)) } : {};
}
