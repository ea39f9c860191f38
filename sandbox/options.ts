import { BOOT_ALLOWANCE_MS, SHORTEST_TIMEOUT_MS } from './checks/floors';
import type { TemplateModel } from './template/model';

/** How a sandbox is started. */
export interface SandboxOptions {
  /** A synthesized CloudFormation template: the JSON object, or the path of its file. */
  readonly template: string | object;
  /** Command line of each container by `CONTAINER`, or by `SERVICE/CONTAINER` where two services use the same name. */
  readonly run: Readonly<Record<string, string>>;
  /** How many seconds of AWS pass in one real second, 1–1000. @default 10 */
  readonly timeScale?: number;
  /** Real milliseconds before a lost or condemned task gets its replacement; ECS takes seconds. @default 1000 */
  readonly replacementDelayMs?: number;
  /** Real milliseconds in which a task that has not been well yet is not judged, for processes boot in real time. @default 10000 */
  readonly bootAllowanceMs?: number;
  /** Shortest real milliseconds that any check gets to answer, whatever its scaled timeout says. @default 1500 */
  readonly shortestTimeoutMs?: number;
  /** Working directory of the containers' processes. @default - the current directory */
  readonly directory?: string;
  /** Whether schedules run the verifier, alarms are played, and rules hear of tasks and alarms. @default false */
  readonly alarms?: boolean;
  /** Bundles by the name that LAYERED_HEALTH_FUNCTION gives: path of an index.js. @default - the shipped bundles in assets/ */
  readonly bundles?: Readonly<Record<string, string>>;
}

export type ResolvedOptions = Required<SandboxOptions>;

/** Options with their defaults, checked as far as they do not need the template. */
export function resolveOptions(options: SandboxOptions): ResolvedOptions {
  const resolved = {
    timeScale: 10,
    replacementDelayMs: 1000,
    bootAllowanceMs: BOOT_ALLOWANCE_MS,
    shortestTimeoutMs: SHORTEST_TIMEOUT_MS,
    directory: process.cwd(),
    alarms: false,
    bundles: {},
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as unknown as SandboxOptions,
  };
  checkRange('timeScale', resolved.timeScale, 1, 1000);
  checkRange('replacementDelayMs', resolved.replacementDelayMs, 0, 600_000);
  checkRange('bootAllowanceMs', resolved.bootAllowanceMs, 0, 600_000);
  checkRange('shortestTimeoutMs', resolved.shortestTimeoutMs, 10, 60_000);
  return resolved;
}

function checkRange(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    throw new Error(`${name} must be between ${low} and ${high}, got ${value}.`);
  }
}

/** Every container needs a command: the sandbox runs processes of this machine, and cannot run what an image starts. */
export function checkCommands(model: TemplateModel, run: Readonly<Record<string, string>>): void {
  const known = model.services.flatMap((service) => service.taskDefinition.containers
    .map((container) => ({ service: service.name, container: container.name })));
  const allowed = `the template has ${known.map(({ service, container }) => `${container} (service ${service})`).join(', ')}`;
  const unknown = Object.keys(run).find((name) => !known.some(({ service, container }) => name === container || name === `${service}/${container}`));
  if (unknown !== undefined) {
    throw new Error(`There is no container '${unknown}' to run a command for; ${allowed}.`);
  }
  const missing = known.filter(({ service, container }) => !(run[`${service}/${container}`] ?? run[container])?.trim());
  if (missing.length > 0) {
    const names = missing.map(({ container }) => `'${container}'`).join(', ');
    throw new Error(`No command is given for the container ${names}; ${allowed}. The sandbox cannot run images: `
      + 'give the command that starts the same program on this machine, it gets HOST and PORT in its environment.');
  }
}
