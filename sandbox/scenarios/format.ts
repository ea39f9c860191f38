import { FAULT_KINDS, type FaultName } from './faults';
import type { Count, Expectation } from './scenario';
import {
  anyOf, byKey, byValue, DURATION_SECONDS, either, FLAG, listOf, mapOf, oneOf, PATTERN, realNumber, recordOf, TEXT, VARIABLE,
  type Schema, type Shape,
} from './shape';
import { FAULTS } from '../../lambda/diagnosis/faults';
import type { Fault, FaultLayer, Remedy, Status } from '../../lambda/shared/verdict';

const FAULT_NAMES = Object.keys(FAULTS) as Fault[];
const STATUSES: readonly Status[] = ['UP', 'DEGRADED', 'DOWN', 'OUT_OF_SERVICE', 'UNKNOWN'];
const REMEDIES: readonly Remedy[] = ['NONE', 'WAIT', 'RECOVER', 'RESTART', 'ALERT'];
const LAYERS: readonly FaultLayer[] = ['L3', 'L4', 'TLS', 'L7', 'LOAD_BALANCER', 'ECS', 'EDGE', 'PROBER'];
const TARGET_STATES = ['initial', 'healthy', 'unhealthy', 'unhealthy.draining', 'unused', 'draining', 'unavailable'] as const;
const CONTAINER_STATES = ['HEALTHY', 'UNHEALTHY', 'UNKNOWN'] as const;

const COUNT_PATTERN = /^(>=|<=) ?(\d+)$/;
const COUNT_ALLOWED = "a whole number, or at least or at most one: '>= 2', '<= 2'";

/** `2`, `'>= 2'`, `'<= 2'`. */
const COUNT: Shape<Count> = {
  allowed: COUNT_ALLOWED,
  schema: { anyOf: [{ type: 'integer', minimum: 0 }, { type: 'string', pattern: COUNT_PATTERN.source }] },
  read: (place) => {
    const value = place.scalar;
    if (Number.isInteger(value) && Number(value) >= 0) { return { comparison: '=', number: Number(value) }; }
    const [, comparison, number] = typeof value === 'string' ? COUNT_PATTERN.exec(value) ?? [] : [];
    if (comparison === undefined) { throw place.wrong(`${place.name}: got ${place.got}. Allowed: ${COUNT_ALLOWED}.`); }
    return { comparison: comparison as '>=' | '<=', number: Number(number) };
  },
};

/** What can be expected. */
export const OBSERVED_KEYS = {
  status: { shape: anyOf(oneOf(STATUSES)), about: 'Status in the verifier\'s report, or one of several.' },
  fault: { shape: anyOf(oneOf(FAULT_NAMES)), about: 'Fault in the report: of the service, or with `tasks` of that many tasks.' },
  layer: { shape: anyOf(oneOf(LAYERS)), about: 'Layer at fault.' },
  remedy: { shape: anyOf(oneOf(REMEDIES)), about: 'What would help.' },
  serving: { shape: COUNT, about: 'Tasks that run and pass every check of ECS and the load balancer.' },
  tasks: { shape: COUNT, about: 'Tasks of which `status`, `fault`, `layer`, `remedy`, `target` and `container` hold.' },
  message: { shape: either(FLAG, PATTERN), about: 'A message since something was done last: whether there is any, or what it says.' },
  alarm: { shape: either(FLAG, PATTERN), about: 'An alarm that is in ALARM now: whether there is any, or its name.' },
  event: { shape: PATTERN, about: 'Something that happened in the sandbox since something was done last, as it prints it.' },
  failing: { shape: COUNT, about: 'Percent of the requests of `load` that failed (5xx, no answer) since something was done last.' },
  answer: { shape: PATTERN, about: 'What `load` was answered since something was done last: port, status and body, `80 200 hello`.' },
  target: { shape: anyOf(oneOf(TARGET_STATES)), about: 'State of a target.' },
  container: { shape: anyOf(oneOf(CONTAINER_STATES)), about: 'Health of a task\'s containers.' },
};

const OBSERVED = mapOf(OBSERVED_KEYS);

/** At least one thing has to be expected. */
const EXPECTATION: Shape<Expectation> = {
  allowed: OBSERVED.allowed,
  schema: { ...OBSERVED.schema, minProperties: 1 },
  read: (place) => {
    const expectation = OBSERVED.read(place);
    if (Object.keys(expectation).length === 0) { throw place.wrong(`${place.name}: got an empty map. Allowed: ${OBSERVED.allowed}.`); }
    return expectation;
  },
};

const WITHIN = { shape: DURATION_SECONDS, about: 'AWS time in which it has to happen. Default: 10m.' };

const HEALTHY = oneOf(['healthy']);

/** A step of a file, by the key that tells what it is. */
export type FileStep =
  | { readonly wait: 'healthy' | number; readonly within?: number }
  | { readonly do: FaultName; readonly [parameter: string]: unknown }
  | { readonly expect: Expectation; readonly within?: number }
  | { readonly never: Expectation; readonly for?: number };

const STEP: Shape<FileStep> = byKey<FileStep>({
  wait: mapOf({
    wait: { shape: either(HEALTHY, DURATION_SECONDS), about: 'Until the service is healthy, or so much AWS time.', required: true },
    within: WITHIN,
  }) as Shape<FileStep>,
  do: byValue('do', Object.fromEntries(Object.entries(FAULT_KINDS).map(([name, { shape }]) => [name, shape]))) as Shape<FileStep>,
  expect: mapOf({ expect: { shape: EXPECTATION, about: 'What is observed in time, all of it at once.', required: true }, within: WITHIN }),
  never: mapOf({
    never: { shape: EXPECTATION, about: 'What is not observed from here on.', required: true },
    for: { shape: DURATION_SECONDS, about: 'AWS time. Default: to the end.' },
  }),
});

/** Command of each container. */
export const COMMANDS = recordOf(TEXT, 'a map of container names and commands');

/** Variables of each container. */
export const ENVIRONMENT = recordOf(recordOf(VARIABLE, 'a map of variables'), 'a map of container names and their variables');

/** A scenario file. */
export const SCENARIO_FILE = mapOf({
  $schema: { shape: TEXT, about: 'Where this schema is, for editors.' },
  name: { shape: TEXT, about: 'What the scenario shows, as one line.', required: true },
  template: { shape: TEXT, about: 'Path of the synthesized template, relative to this file. The command line\'s counts instead.' },
  run: { shape: COMMANDS, about: 'Command of each container. The command line\'s counts instead.' },
  environment: {
    shape: ENVIRONMENT,
    about: 'Variables of each container beside those of the template, values of its secrets too. The command line\'s count instead.',
  },
  directory: { shape: TEXT, about: 'Working directory of the commands, relative to this file. Default: the present directory.' },
  service: { shape: TEXT, about: 'Name or logical id of the service, where the template has several.' },
  timeScale: { shape: realNumber(1, 1000), about: 'Seconds of AWS in one real second. Default: 30.' },
  timeouts: {
    shape: oneOf(['real', 'scaled'] as const),
    about: 'Whether timeouts of checks pass in real time, or are scaled down to 1.5 s at the least. Default: real.',
  },
  steps: { shape: listOf(STEP), about: 'What is done and expected, in order.', required: true },
});

/** The published schema of scenario files. */
export function scenarioSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A scenario of `sandbox --scenario`',
    ...SCENARIO_FILE.schema,
  };
}
