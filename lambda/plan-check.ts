import type { Plan } from '../src/verification/plan';

/** What is wrong with a plan, and where. */
export interface PlanProblem {
  /** Path of the field: `timing.rounds`, `targetGroups[0]`; `plan` for the whole. */
  readonly field: string;
  readonly problem: string;
}

type Check = (value: unknown, field: string) => PlanProblem | undefined;

/** The plan's shape. Unknown fields are refused as well: a misspelt limit that nobody reads is worse than an error. */
const ENDPOINT = object({
  protocol: oneOf('http', 'https', 'tcp', 'grpc'),
  timeoutMs: number(1, 120_000),
}, {
  port: integer(1, 65_535),
  path: text(/^\/[\x21-\x7e]{0,1023}$/, 'a path that starts with / and has only printable ASCII characters'),
  grpcService: text(/^[\x21-\x7e]{0,255}$/, 'the name of a gRPC service or nothing'),
  format: oneOf('auto', 'actuator', 'terminus', 'health-json', 'status-only'),
  statusCodes: text(/^\d{3}(-\d{3})?(,\d{3}(-\d{3})?)*$/, 'status codes such as 200, 200-299 or 200,204'),
});

const PLAN = object({
  version: oneOf(1),
  service: object({ cluster: name(), name: name() }, { container: name() }),
  port: integer(1, 65_535),
  liveness: ENDPOINT,
  targetGroups: list(text(/^arn:[\w-]+:elasticloadbalancing:.+:targetgroup\/.+$/, 'the ARN of a target group'), 100),
  dependencies: list(object({
    name: text(/^\P{Cc}{1,255}$/u, 'the name of a component'),
    host: text(/^[\w.:-]{1,255}$/, 'a host name or an IP address'),
    port: integer(1, 65_535),
    protocol: oneOf('tcp'),
    timeoutMs: number(1, 120_000),
  }), 100),
  timing: object({
    startupSeconds: number(0, 86_400),
    replacementSeconds: number(0, 86_400),
    rounds: integer(1, 60),
    roundSpacingSeconds: number(0, 900),
    roundDeadlineMs: number(1, 900_000),
  }),
  systemicShare: number(0, 1),
}, {
  readiness: ENDPOINT,
});

/** The event as a plan, or the first thing that is wrong with it. */
export function checkPlan(event: unknown): { readonly plan: Plan } | PlanProblem {
  return PLAN(event, '') ?? { plan: event as Plan };
}

function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(value, field, 'an object');
    const fields = new Map(Object.entries(value));
    const inside = (key: string) => (field === '' ? key : `${field}.${key}`);
    for (const [key, check] of Object.entries(required)) {
      if (!fields.has(key)) return { field: inside(key), problem: 'is missing' };
      const problem = check(fields.get(key), inside(key));
      if (problem) return problem;
    }
    for (const [key, given] of fields) {
      if (Object.hasOwn(required, key)) continue;
      if (!Object.hasOwn(optional, key)) return { field: inside(printable(key)), problem: 'is not a field of a plan of version 1' };
      const problem = optional[key](given, inside(key));
      if (problem) return problem;
    }
    return undefined;
  };
}

function list(item: Check, most: number): Check {
  return (value, field) => {
    if (!Array.isArray(value) || value.length > most) return wrong(value, field, `a list of at most ${most}`);
    for (const [index, given] of value.entries()) {
      const problem = item(given, `${field}[${index}]`);
      if (problem) return problem;
    }
    return undefined;
  };
}

function oneOf(...allowed: readonly unknown[]): Check {
  return (value, field) => (allowed.includes(value) ? undefined : wrong(value, field, allowed.join(' or ')));
}

function number(min: number, max: number): Check {
  return (value, field) => (typeof value === 'number' && value >= min && value <= max ? undefined : wrong(value, field, `a number from ${min} to ${max}`));
}

function integer(min: number, max: number): Check {
  return (value, field) => (Number.isInteger(value) ? number(min, max)(value, field) : wrong(value, field, `a whole number from ${min} to ${max}`));
}

function text(pattern: RegExp, expected: string): Check {
  return (value, field) => (typeof value === 'string' && value.length <= 2048 && pattern.test(value) ? undefined : wrong(value, field, expected));
}

/** A name or an ARN. */
function name(): Check {
  return text(/^[\w./:-]*\w$/, 'a name or an ARN');
}

function wrong(value: unknown, field: string, expected: string): PlanProblem {
  return { field: field || 'plan', problem: `must be ${expected}, got ${printable(describe(value))}` };
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** Bounded and without control characters: what was sent may be anything. */
function printable(value: string): string {
  return value.slice(0, 100).replace(/[^\x20-\x7e]/g, '?');
}
