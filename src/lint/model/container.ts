import type { Path } from '../edit';
import type { Properties } from '../properties';
import { imageName } from '../template';
import { differs, isGiven, UNKNOWN, type Flag, type List, type Text, type Unknown } from '../value';

/** A container check with what AWS fills in. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
export interface ContainerCheck {
  /** `CMD`, `CMD-SHELL` or `NONE`, then what is run. */
  readonly command: List<string>;
  /** The same for what its text alone tells: a part that only the deployment knows is written as a variable of a shell. */
  readonly outline: List<string>;
  /** Seconds. */
  readonly interval: number;
  /** Seconds. */
  readonly timeout: number;
  readonly retries: number;
  /** Seconds; undefined: none. */
  readonly startPeriod: number | undefined;
}

export interface Container {
  /** Below the properties of its task definition. */
  readonly path: Path;
  readonly name: Text;
  /** Its name as the template writes it: what two places write alike is the same name, also where only the deployment knows it. */
  readonly writtenName: string;
  readonly image: Text;
  /** Its image as the template writes it: known also where the account is not. */
  readonly imageName: string | undefined;
  readonly essential: Flag;
  readonly check: ContainerCheck | undefined | Unknown;
  /** Seconds; 30 where the template has none. */
  readonly stopTimeout: number;
  readonly givesStopTimeout: Flag;
  /** Seconds that containers which depend on it wait for it; undefined: the template does not say. */
  readonly startTimeout: number | undefined;
  /** What the container runs in the place of the image's own command. */
  readonly entryPoint: List<string>;
  readonly command: List<string>;
  /** Whether a small init process is the first of the container, and passes signals on. */
  readonly initProcess: Flag;
  readonly dependsOn: List<{ readonly containerName: Text; readonly condition: Text }>;
  readonly ports: List<number>;
  /** Ports whose host port ECS chooses, in the network modes in which it can. */
  readonly dynamicPorts: readonly number[];
  /** Those that are mapped for TCP, or may be. */
  readonly tcpPorts: readonly number[];
  /** Whether it is the FireLens log router that the CDK adds by itself, so that no author can give it a setting. */
  readonly addedByCdk: boolean;
}

/** Defaults of `HealthCheck`. */
export const CONTAINER_CHECK_DEFAULTS = { interval: 30, timeout: 5, retries: 3 };

/** ECS's own wait after SIGTERM. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
export const DEFAULT_STOP_TIMEOUT = 30;

export function readContainer(properties: Properties): Container {
  const mappings = properties.objects('PortMappings');
  return {
    path: ['ContainerDefinitions', properties.index],
    name: properties.text('Name'),
    writtenName: JSON.stringify(properties.written('Name')) ?? '',
    image: properties.text('Image'),
    imageName: imageName(properties.written('Image')),
    essential: properties.flag('Essential', true),
    check: readCheck(properties.optionalObject('HealthCheck')),
    stopTimeout: properties.number('StopTimeout', DEFAULT_STOP_TIMEOUT),
    givesStopTimeout: properties.given('StopTimeout'),
    startTimeout: properties.optionalNumber('StartTimeout'),
    entryPoint: properties.texts('EntryPoint'),
    command: properties.texts('Command'),
    initProcess: properties.object('LinuxParameters').flag('InitProcessEnabled', false),
    dependsOn: mapList(properties.objects('DependsOn'), (item) => ({
      containerName: item.text('ContainerName'),
      condition: item.text('Condition'),
    })),
    ports: mapList(mappings, (item) => item.number('ContainerPort', NaN)),
    dynamicPorts: mappings.items.filter((item) => item.number('HostPort', 0) === 0).map((item) => item.number('ContainerPort', NaN)),
    tcpPorts: mappings.items.filter((item) => item.text('Protocol') !== 'udp').map((item) => item.number('ContainerPort', NaN)),
    addedByCdk: isRouterOfCdk(properties),
  };
}

/**
 * The CDK adds a log router where a container logs by `LogDrivers.firelens` and its author has added none: with this name, this memory
 * and a configuration of its type alone. Unknown values count as equal.
 * https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_ecs-readme.html#firelens-log-driver
 */
function isRouterOfCdk(properties: Properties): boolean {
  const configuration = properties.object('FirelensConfiguration');
  const memory = properties.optionalNumber('MemoryReservation');
  return !differs(configuration.text('Type'), 'fluentbit') && configuration.given('Options') !== true
    && !differs(properties.text('Name'), 'log-router') && (memory === 50 || Number.isNaN(memory));
}

function readCheck(properties: Properties | undefined): ContainerCheck | undefined | Unknown {
  if (!properties) { return undefined; }
  if (!properties.known) { return UNKNOWN; }
  return {
    command: properties.texts('Command'),
    outline: properties.outlines('Command'),
    interval: properties.number('Interval', CONTAINER_CHECK_DEFAULTS.interval),
    timeout: properties.number('Timeout', CONTAINER_CHECK_DEFAULTS.timeout),
    retries: properties.number('Retries', CONTAINER_CHECK_DEFAULTS.retries),
    startPeriod: properties.optionalNumber('StartPeriod'),
  };
}

/** The check, where there is certainly one that runs: `NONE` turns it off. */
export function runningCheck({ check }: Container): ContainerCheck | undefined {
  return isGiven(check) && check.command.items.length > 0 && !isTurnedOff(check) ? check : undefined;
}

/** Whether the container certainly has no check that runs. */
export function isUnchecked({ check }: Container): boolean {
  return check === undefined || (isGiven(check) && isTurnedOff(check));
}

function isTurnedOff({ command }: ContainerCheck): boolean {
  return command.complete && command.items[0] === 'NONE';
}

export function mapList<T, R>({ items, complete }: List<T>, map: (item: T) => R): List<R> {
  return { items: items.map(map), complete };
}
