import { BOOT_ALLOWANCE_MS, SHORTEST_TIMEOUT_MS } from './checks/floors';
import type { TemplateModel } from './template/model';
import type { GivenEnvironment } from './template/with-environment';

/** Options of a sandbox. */
export interface SandboxOptions {
  /** A synthesized CloudFormation template: the JSON object, or the path of its file. */
  readonly template: string | object;
  /** Command line of each container by `CONTAINER`, or by `SERVICE/CONTAINER` where two services use the same name. */
  readonly run: Readonly<Record<string, string>>;
  /** Variables of containers beside those of the template, values of its secrets too; by the same names as commands. @default - none */
  readonly environment?: GivenEnvironment;
  /** How many seconds of AWS pass in one real second, 1–1000. @default 10 */
  readonly timeScale?: number;
  /** Real milliseconds before a lost or condemned task is replaced; ECS takes seconds. @default 1000 */
  readonly replacementDelayMs?: number;
  /** Real milliseconds in which a task that has not been ready yet is not replaced, because processes boot in real time. @default 10000 */
  readonly bootAllowanceMs?: number;
  /**
   * Scales timeouts of checks as well, down to this many real milliseconds, for processes that answer sooner than any of them.
   * @default - timeouts are real, because processes answer in real time
   */
  readonly scaledTimeoutFloorMs?: number;
  /** Working directory of the containers' processes. @default - the current directory */
  readonly directory?: string;
  /** Whether schedules run the verifier, alarms are evaluated, and rules receive events of tasks and alarms. @default false */
  readonly alarms?: boolean;
  /** Path of an index.js for each value of LAYERED_HEALTH_FUNCTION. @default - the shipped bundles in assets/ */
  readonly bundles?: Readonly<Record<string, string>>;
}

export type ResolvedOptions = Required<Omit<SandboxOptions, 'scaledTimeoutFloorMs'>> & Pick<SandboxOptions, 'scaledTimeoutFloorMs'>;

/** Options with their defaults, validated as far as this needs no template. */
export function resolveOptions(options: SandboxOptions): ResolvedOptions {
  const resolved = {
    timeScale: 10,
    replacementDelayMs: 1000,
    bootAllowanceMs: BOOT_ALLOWANCE_MS,
    directory: process.cwd(),
    alarms: false,
    bundles: {},
    environment: {},
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as unknown as SandboxOptions,
  };
  requireRange('timeScale', resolved.timeScale, 1, 1000);
  requireRange('replacementDelayMs', resolved.replacementDelayMs, 0, 600_000);
  requireRange('bootAllowanceMs', resolved.bootAllowanceMs, 0, 600_000);
  requireRange('scaledTimeoutFloorMs', resolved.scaledTimeoutFloorMs ?? SHORTEST_TIMEOUT_MS, 10, 60_000);
  return resolved;
}

function requireRange(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    throw new Error(`${name} must be between ${low} and ${high}, got ${value}.`);
  }
}

/** Every container needs a command: the sandbox runs processes of this machine, and cannot run what an image starts. */
export function validateCommands(model: TemplateModel, run: Readonly<Record<string, string>>): void {
  const allowed = requireContainers(model, Object.keys(run), 'to run a command for');
  const missing = containersOf(model).filter(({ service, container }) => !(run[`${service}/${container}`] ?? run[container])?.trim());
  if (missing.length > 0) {
    const names = missing.map(({ container }) => `'${container}'`).join(', ');
    throw new Error(`No command is given for the container ${names}; ${allowed}. The sandbox cannot run images: `
      + 'give the command that starts the same program on this machine, it gets HOST and PORT in its environment.');
  }
}

/** Every variable belongs to a container of the template. */
export function validateEnvironment(model: TemplateModel, environment: GivenEnvironment): void {
  requireContainers(model, Object.keys(environment), 'to set variables of');
}

function requireContainers(model: TemplateModel, names: readonly string[], what: string): string {
  const known = containersOf(model);
  const allowed = `the template has ${known.map(({ service, container }) => `${container} (service ${service})`).join(', ')}`;
  const unknown = names.find((name) => !known.some(({ service, container }) => name === container || name === `${service}/${container}`));
  if (unknown !== undefined) { throw new Error(`There is no container '${unknown}' ${what}; ${allowed}.`); }
  return allowed;
}

function containersOf(model: TemplateModel): ReadonlyArray<{ readonly service: string; readonly container: string }> {
  return model.services.flatMap((service) => service.taskDefinition.containers
    .map((container) => ({ service: service.name, container: container.name })));
}
