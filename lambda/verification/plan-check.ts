import {
  type Check, exactlyOneOf, integer, list, name, number, object, oneOf, type PlanProblem, record, text, variants,
} from './plan-shape';
import { JSON_PATH } from '../../src/shared/custom-format';
import type { EndpointProtocol, Plan } from '../../src/shared/plan';
import { STATUS_CODES } from '../../src/shared/status-codes';
import { isJsonObject } from '../shared/untrusted-json';

export type { PlanProblem } from './plan-shape';

/** A boot may take as long as a grace period, 69 years, and a deployment a few hundred boots. */
const SECONDS = number(0, 1e12);
const MILLISECONDS = number(1, 120_000);
const PORT = integer(1, 65_535);
const HOST = text(/^[\w.:-]{1,255}$/, 'a host name or an IP address');
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,100}$/;
const HEADER_VALUE = text(/^[\x20-\x7e\t]{0,1024}$/, 'at most 1024 printable ASCII characters');
const ANY_TEXT = text(/^[^]{0,1024}$/, 'at most 1024 characters');

const PATTERN = { equals: ANY_TEXT, contains: ANY_TEXT, matches: ANY_TEXT };

/** An object that says what a text must be like. */
function matcher(beside: Record<string, Check> = {}): Check {
  return exactlyOneOf(PATTERN, beside, { not: oneOf(true, false) });
}

const ASSERTION = variants('on', {
  header: matcher({ on: oneOf('header'), name: text(HEADER_NAME, 'the name of a header') }),
  body: matcher({ on: oneOf('body') }),
  json: matcher({ on: oneOf('json'), path: text(/^\$[^]{0,1023}$/, 'a JSON path such as $.queue.depth') }),
});

const SECRET_HEADER = object({
  name: text(HEADER_NAME, 'the name of a header'),
  source: oneOf('secretsmanager', 'ssm'),
  id: text(/^[\x21-\x7e]{1,2048}$/, 'an ARN or a name'),
}, { field: ANY_TEXT, prefix: HEADER_VALUE });

const KNOWN_DIALOGUE = object({ known: oneOf('dns', 'ntp', 'stun') });
const CUSTOM_DIALOGUE = object({}, { send: text(/^[A-Za-z0-9+/]{0,1400}={0,2}$/, 'base64'), expect: matcher() });
const DIALOGUE: Check = (value, field) => (
  (isJsonObject(value) && Object.hasOwn(value, 'known') ? KNOWN_DIALOGUE : CUSTOM_DIALOGUE)(value, field)
);

const NAMED_FORMAT = oneOf('auto', 'actuator', 'terminus', 'health-json', 'microprofile', 'aspnet', 'dropwizard', 'status-only');
const PATH = text(JSON_PATH, 'a JSON path such as $.status');
const WORDS = list(text(/^[^]{1,64}$/, 'a word of at most 64 characters'), 32);
const CUSTOM_FORMAT = object({ name: text(/^[\w .-]{1,40}$/, 'a name'), status: PATH }, {
  up: WORDS, degraded: WORDS, outOfService: WORDS, notYet: WORDS, down: WORDS, components: PATH, componentName: text(/^[^]{1,64}$/, 'a name'),
});
const FORMAT: Check = (value, field) => (isJsonObject(value) ? CUSTOM_FORMAT : NAMED_FORMAT)(value, field);

const TIMES = { port: PORT, warnAfterMs: MILLISECONDS, failAfterMs: MILLISECONDS };
const TLS = { ...TIMES, certificateDays: number(0, 3650), serverName: HOST };
const REQUEST = {
  ...TLS,
  path: text(/^\/[\x21-\x7e]{0,1023}$/, 'a path that starts with / and has only printable ASCII characters'),
  headers: record(HEADER_NAME, HEADER_VALUE, 32),
  secretHeaders: list(SECRET_HEADER, 8),
};
const HTTP = endpoint(['http', 'https'], {
  ...REQUEST,
  format: FORMAT,
  codeMeanings: record(STATUS_CODES, oneOf('degraded', 'out-of-service', 'not-yet', 'needs-people'), 32),
  statusCodes: text(STATUS_CODES, 'status codes such as 200, 200-299 or 200,204'),
  method: oneOf('GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'),
  body: ANY_TEXT,
  redirects: oneOf('none', 'same-host', 'follow'),
  assertions: list(ASSERTION, 32),
  maxAgeSeconds: number(0, 86_400),
});
const GRPC = endpoint(['grpc', 'grpcs'], { ...TLS, grpcService: text(/^[\x21-\x7e]{0,255}$/, 'the name of a gRPC service or nothing') });
const WEB_SOCKET = endpoint(['ws', 'wss'], REQUEST);
const SOCKET = endpoint(['tcp', 'udp'], { ...TIMES, dialogue: DIALOGUE });

/** Each protocol has its own fields. */
const ENDPOINT = variants('protocol', {
  http: HTTP,
  https: HTTP,
  tcp: SOCKET,
  udp: SOCKET,
  grpc: GRPC,
  grpcs: GRPC,
  ws: WEB_SOCKET,
  wss: WEB_SOCKET,
});

function endpoint(protocols: readonly EndpointProtocol[], optional: Record<string, Check>): Check {
  return object({ protocol: oneOf(...protocols), timeoutMs: MILLISECONDS }, optional);
}

const ASKED: Record<string, Check> = { host: HOST, port: PORT, endpoint: ENDPOINT };

const NOTICE = object({ failsSeconds: SECONDS, recoversSeconds: SECONDS });

const COMMON: Record<string, Check> = {
  version: oneOf(1),
  service: object(
    { cluster: name(), name: name() },
    { container: name(), contractName: text(/^[\w-]{1,64}$/, 'a name'), network: oneOf('bridge', 'host') },
  ),
  targetGroups: list(text(/^arn:[\w-]+:elasticloadbalancing:.+:targetgroup\/.+$/, 'the ARN of a target group'), 100),
  dependencies: list(object({ name: text(/^\P{Cc}{1,255}$/u, 'the name of a component'), ...ASKED }), 100),
  timing: object(
    {
      startupSeconds: SECONDS,
      replacementSeconds: SECONDS,
      drainSeconds: SECONDS,
      container: NOTICE,
      deploymentSeconds: SECONDS,
      rounds: integer(1, 60),
      roundSpacingSeconds: number(0, 900),
      roundDeadlineMs: number(1, 900_000),
    },
    { containerSeconds: SECONDS, target: NOTICE },
  ),
  systemicShare: number(0, 1),
  minimumServing: integer(1, 10_000),
};

const COMMON_OPTIONAL: Record<string, Check> = {
  reachability: object({
    source: object({
      filter: oneOf('group-id', 'description'),
      value: text(/^[\w ./-]{1,255}$/, 'the id of a security group or the description of a network interface'),
    }),
    intervalSeconds: number(60, 86_400),
    perDay: integer(1, 100),
  }),
  deployment: object({
    id: text(/^ecs-svc\/\w{1,255}$/, 'ecs-svc/ and the number of a service revision'),
    hasListener: oneOf(true, false),
  }),
  alerts: object({ topicArn: text(/^arn:[^:]+:sns:[^:]+:\d+:.+$/, 'the ARN of an SNS topic'), format: oneOf('TEXT', 'CHAT') }),
};

const PROBED = object({ ...COMMON, port: PORT, liveness: ENDPOINT }, {
  ...COMMON_OPTIONAL,
  readiness: ENDPOINT,
  frontDoor: object({ ...ASKED, inside: oneOf(true, false) }),
  closedPorts: list(PORT, 100),
});

const WORKER = object({ ...COMMON, worker: object({ verdictSeconds: SECONDS }) }, COMMON_OPTIONAL);

/** The event as a plan, or the first thing that is wrong with it. */
export function checkPlan(event: unknown): { readonly plan: Plan } | PlanProblem {
  const shape = typeof event === 'object' && event !== null && Object.hasOwn(event, 'worker') ? WORKER : PROBED;
  return shape(event, '') ?? { plan: event as Plan };
}
