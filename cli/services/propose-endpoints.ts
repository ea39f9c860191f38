import { isUnknown, whenKnown, type Quantity } from './quantity';
import type { ServiceSettings, TargetGroupSettings } from './service-settings';
import { USUAL_TIMEOUT } from '../../src/contract/budget-seconds';
import { HEALTH_CHECK, MATCHER_CODES } from '../../src/contract/limits';
import { DEFAULT_STATUS_CODES, parseStatusCodes, STATUS_CODES } from '../../src/shared/status-codes';

/** An endpoint of the proposed contract: the arguments of `HealthEndpoint`. */
export interface ProposedEndpoint {
  readonly protocol: 'http' | 'https' | 'grpc' | 'grpcs' | 'tcp' | 'command';
  /** Of `http` and `https`. */
  readonly path?: string;
  /** The format that answers at the path, where no other does: a member of `HealthFormat`. */
  readonly format?: 'ACTUATOR' | 'MICROPROFILE';
  /** Of `grpc`: the service whose status is asked for; absent: the server as a whole. */
  readonly service?: string;
  /** Codes that count as healthy, where they are not a contract's usual ones. */
  readonly statusCodes?: string;
  /** Port, where it is not that of the contract. */
  readonly port?: number;
  /** Of `command`, in ECS's form. */
  readonly command?: readonly string[];
  /** Seconds, where it is above the usual timeout. */
  readonly timeout?: number;
  readonly reason: string;
  /** What the check does today and the endpoint does not, or does otherwise. */
  readonly guesses?: readonly string[];
}

export interface ProposedEndpoints {
  readonly port?: number;
  readonly liveness: ProposedEndpoint;
  readonly readiness?: ProposedEndpoint;
}

/**
 * The endpoints that the checks of a template probe already.
 * @returns undefined where nothing states how to probe the process
 */
export function proposeEndpoints({ container, targetGroup }: ServiceSettings): ProposedEndpoints | undefined {
  const { check } = container;
  const probed = check && readCommand(check.command);
  const port = container.port ?? probed?.port ?? targetGroup?.port;
  const fromTargetGroup = targetGroup && without(port, endpointOf(targetGroup));
  const fromCheck = probed && without(port, { ...probed, ...timeoutOf(check.timeout) });
  if (port === undefined) {
    return check && !targetGroup && canRun(check.command)
      ? {
        liveness: {
          protocol: 'command',
          command: check.command,
          ...timeoutOf(check.timeout),
          reason: 'the container check: nothing listens',
        },
      }
      : undefined;
  }
  if (fromCheck && fromTargetGroup) {
    return sameEndpoint(fromCheck, fromTargetGroup)
      ? {
        port,
        liveness: {
          ...fromTargetGroup,
          reason: 'what container check and target group both probe',
          ...guessed([
            ...fromCheck.statusCodes === undefined || fromCheck.statusCodes === fromTargetGroup.statusCodes ? []
              : [`the container check takes ${fromCheck.statusCodes} today, and the codes of the target group with the contract`],
            ...fromCheck.guesses ?? [],
            ...fromTargetGroup.guesses ?? [],
          ]),
        },
      }
      : { port, liveness: fromCheck, readiness: fromTargetGroup };
  }
  return {
    port,
    liveness: fromTargetGroup
      ?? fromCheck ?? {
      protocol: 'tcp',
      reason: 'only the port is known: give it a path that reports whether a restart would help',
      ...guessed(check && check.command.length > 0 ? [`the container check runs ${check.command.join(' ')}`] : []),
    },
  };
}

function endpointOf(group: TargetGroupSettings): ProposedEndpoint {
  const { grpc, protocol, path, port, timeout } = group;
  const common = { ...port === undefined ? {} : { port }, ...timeoutOf(timeout), reason: 'what the target group probes' };
  if (grpc) { return { protocol: protocol === 'HTTPS' ? 'grpcs' : 'grpc', ...common, ...guessed(grpcGuesses(group)) }; }
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    const guesses = protocol === undefined ? ['the protocol of the target group\'s check is known only to the deployment'] : [];
    return { protocol: 'tcp', ...common, ...guessed(guesses) };
  }
  const { statusCodes, guesses } = codesOf(group);
  const usable = usablePath(path);
  return {
    protocol: protocol === 'HTTP' ? 'http' : 'https',
    path: usable,
    ...formatOf(usable),
    ...statusCodes === undefined ? {} : { statusCodes },
    ...common,
    ...guessed([
      ...path === undefined ? ['the path of the target group is known only to the deployment'] : [],
      ...path !== undefined && path !== usable ? [`the target group probes ${path}, which a contract does not take`] : [],
      ...guesses,
    ]),
  };
}

/** Paths that one family of frameworks answers at by default. Of `/health` and `/healthz` nobody knows whose they are. */
const FORMATS: ReadonlyArray<readonly [RegExp, ProposedEndpoint['format'] & string]> = [
  // https://docs.spring.io/spring-boot/reference/actuator/endpoints.html
  [/\/actuator\/health(?:\/|$)/, 'ACTUATOR'],
  // https://quarkus.io/guides/smallrye-health, https://helidon.io/docs/v4/se/health
  [/^(?:\/q|\/observe)\/health(?:\/|$)/, 'MICROPROFILE'],
];

function formatOf(path: string): Pick<ProposedEndpoint, 'format'> {
  const [asked = ''] = path.split('?', 1);
  const format = FORMATS.find(([pattern]) => pattern.test(asked))?.[1];
  return format ? { format } : {};
}

function guessed(guesses: readonly string[]): Pick<ProposedEndpoint, 'guesses'> {
  return guesses.length > 0 ? { guesses } : {};
}

const HEALTH_METHOD = '/grpc.health.v1.Health/Check';
/** What a target group of gRPC calls and takes by default. */
const GRPC_DEFAULTS = { path: '/AWS.ALB/healthcheck', codes: '12' };

/** A contract calls gRPC's health service, whatever the target group calls today. */
function grpcGuesses({ path, matcher = GRPC_DEFAULTS.codes }: TargetGroupSettings): string[] {
  const codes = isUnknown(matcher) ? 'codes that only the deployment knows' : `code ${matcher}`;
  return path === HEALTH_METHOD && matcher === '0' ? [] : [
    `the target group calls ${path ?? 'what only the deployment knows'} and takes ${codes} as healthy; a contract calls ${HEALTH_METHOD} `
    + 'and takes 0, so the application must serve it',
  ];
}

/** What Elastic Load Balancing takes where a template says nothing. */
const DEFAULT_CODES = { application: '200', network: '200-399' };

/** The codes of the target group, as far as a contract takes them. */
function codesOf({ network, matcher }: TargetGroupSettings): { readonly statusCodes?: string; readonly guesses: readonly string[] } {
  if (matcher !== undefined && isUnknown(matcher)) {
    return { guesses: [`the codes of the target group are known only to the deployment; a contract takes ${DEFAULT_STATUS_CODES}`] };
  }
  const codes = (matcher ?? (network ? DEFAULT_CODES.network : DEFAULT_CODES.application)).replace(/\s/g, '');
  const { min, max } = MATCHER_CODES.application;
  if (codes === DEFAULT_STATUS_CODES) { return { guesses: [] }; }
  return STATUS_CODES.test(codes) && parseStatusCodes(codes)?.every((range) => range.min >= min && range.max <= max)
    ? { statusCodes: codes, guesses: [] }
    : { guesses: [`the target group takes ${codes}; a contract takes codes from ${min} to ${max}, here ${DEFAULT_STATUS_CODES}`] };
}

const URL_OF_ITSELF = /\b(https?):\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(\/[^\s"'`|;&)]*)?/;

/** The probes of this library pass it as arguments of a script. */
const ARGUMENTS = /\s(https?) (\d{1,5}) (\/\S*)/;

/** What a command may do beyond a plain GET whose status decides. */
const BEYOND_A_GET = /(^|\s)(-H|--header|-X|--request|-d|--data\S*|-u|--user|-I|--head|--post-data|-w|--write-out|-o-)(\s|=|$)|(?<!\|)\|(?!\|)|&&/;

/** The endpoint that the command of a container check probes, as far as the command states it. */
function readCommand(command: readonly string[]): (ProposedEndpoint & { readonly port: number }) | undefined {
  const line = command.join(' ');
  const [url, protocol, port, path] = URL_OF_ITSELF.exec(line) ?? ARGUMENTS.exec(line) ?? [];
  if (protocol === 'http' || protocol === 'https') {
    const usable = usablePath(path);
    const own = ARGUMENTS.test(line);
    // curl takes every code below 400: without them a liveness path that redirects today would cost every task.
    const redirects = !own && /\bcurl\b/.test(line);
    return {
      protocol,
      port: Number(port ?? (protocol === 'http' ? 80 : 443)),
      path: usable,
      ...formatOf(usable),
      ...redirects ? { statusCodes: '200-399' } : {},
      reason: 'what the container check probes',
      ...guessed([
        ...path !== undefined && path !== usable ? [`the container check probes ${path}, which a contract does not take`] : [],
        ...!own && /\bwget\b/.test(line) ? ['wget follows redirects, and a contract counts them as failures'] : [],
        ...!own && BEYOND_A_GET.test(line.replace(String(url), '')) ? [`the container check does more than a plain GET: ${line}`] : [],
      ]),
    };
  }
  const grpc = /grpc[_-]health[_-]probe\b.*-addr[= ]\S*?:(\d{1,5})/.exec(line);
  if (!grpc) { return undefined; }
  const service = /\s-?-service[= ]([\w./-]+)/.exec(line)?.[1];
  return {
    protocol: /\s-?-tls(\s|=true|$)/.test(line) ? 'grpcs' : 'grpc',
    port: Number(grpc[1]),
    ...service === undefined ? {} : { service },
    reason: 'what the container check probes',
  };
}

/** Whether a contract accepts the command as a worker's liveness. */
function canRun([form, ...words]: readonly string[]): boolean {
  if (form === 'CMD-SHELL') { return words.length === 1 && words[0].trim() !== ''; }
  return form === 'CMD' && words.length > 0 && words[0] !== '' && !(words.length === 1 && /\s/.test(words[0]));
}

/** The path, or the root where a contract does not accept the path. */
function usablePath(path: string | undefined): string {
  return path !== undefined && /^\/[\x21-\x7e]*$/.test(path) && !path.includes('#') && path.length <= HEALTH_CHECK.pathLength ? path : '/';
}

/** The endpoint without its port where that is the port of the contract. */
function without(port: number | undefined, endpoint: ProposedEndpoint): ProposedEndpoint {
  const { port: own, ...rest } = endpoint;
  return own === undefined || own === port ? rest : endpoint;
}

/** Which codes count the target group says more exactly. */
function sameEndpoint(one: ProposedEndpoint, other: ProposedEndpoint): boolean {
  return one.protocol === other.protocol && one.path === other.path && one.port === other.port && one.service === other.service;
}

/** A timeout above the usual one is kept as far as contracts allow. */
function timeoutOf(timeout: Quantity): { readonly timeout?: number } {
  return whenKnown([timeout], (seconds) => (
    seconds > USUAL_TIMEOUT ? { timeout: Math.min(HEALTH_CHECK.timeout.max, Math.ceil(seconds)) } : {})) ?? {};
}
