import * as fc from 'fast-check';
import { checkPlan } from '../../../lambda/verification/plan-check';
import { PLAN } from '../diagnosis/diagnosis-fixtures';

const FULL = {
  ...PLAN,
  dependencies: [{ name: 'Orders DB', host: 'db.internal', port: 5432, endpoint: { protocol: 'tcp', timeoutMs: 3000 } }],
};

/** A copy of the full plan with one field changed; undefined takes it away. */
function changed(path: string, value: unknown): unknown {
  const plan = JSON.parse(JSON.stringify(FULL)) as Record<string, unknown>;
  const keys = path.split('.');
  const last = keys.pop()!;
  const parent = keys.reduce((object, key) => object[key] as Record<string, unknown>, plan);
  if (value === undefined) { delete parent[last]; } else { parent[last] = value; }
  return plan;
}

/** A plan without anything to ask. */
const { port: _port, liveness: _liveness, readiness: _readiness, ...UNPROBED } = FULL;
const WORKER = { ...UNPROBED, targetGroups: [], worker: { verdictSeconds: 95 } };

test.each([
  ['with a port', { ...WORKER, port: 80 }, { field: 'port', problem: 'is not a field of a plan of version 1' }],
  ['with liveness', { ...WORKER, liveness: FULL.liveness }, { field: 'liveness', problem: 'is not a field of a plan of version 1' }],
  ['without a time for a verdict', { ...WORKER, worker: {} }, { field: 'worker.verdictSeconds', problem: 'is missing' }],
  ['that is none', UNPROBED, { field: 'port', problem: 'is missing' }],
])('the plan of a worker %s is refused', (_, plan, problem) => {
  expect(checkPlan(plan)).toEqual(problem);
});

test.each([
  ['as it is', FULL],
  ['that says who is told', { ...FULL, alerts: { topicArn: 'arn:aws-cn:sns:cn-north-1:111122223333:alerts', format: 'CHAT' } }],
  ['of a worker', WORKER],
  ['of a part of a service', { ...FULL, service: { ...FULL.service, contractName: 'admin' } }],
  ['with the least', changed('readiness', undefined)],
  ['with ARNs for names', changed('service', { cluster: 'arn:aws:ecs:eu-west-1:111122223333:cluster/prod', name: 'orders' })],
  ['in another partition', changed('targetGroups', ['arn:aws-cn:elasticloadbalancing:cn-north-1:111122223333:targetgroup/a/b'])],
  ['over gRPC', changed('liveness', { protocol: 'grpc', grpcService: '', timeoutMs: 1000 })],
  ['with status codes', changed('liveness.statusCodes', '200-299,401')],
  [
    'with every demand on an HTTP answer',
    changed('readiness', {
      protocol: 'https',
      timeoutMs: 1000,
      warnAfterMs: 100,
      failAfterMs: 500,
      path: '/',
      method: 'POST',
      body: '{}',
      headers: { 'X-Check': 'yes' },
      secretHeaders: [{ name: 'Authorization', source: 'ssm', id: '/token', prefix: 'Bearer ' }],
      redirects: 'same-host',
      maxAgeSeconds: 30,
      assertions: [
        { on: 'header', name: 'Server', contains: 'x' },
        { on: 'body', matches: '^ok' },
        { on: 'json', path: '$.a', equals: '1', not: true },
      ],
      certificateDays: 30,
      serverName: 'shop.example',
    }),
  ],
  ['with a dialogue', changed('liveness', { protocol: 'udp', timeoutMs: 1000, dialogue: { known: 'dns' } })],
  [
    'with a path to analyse',
    changed('reachability', { source: { filter: 'description', value: 'ELB app/web/0123' }, intervalSeconds: 3600, perDay: 4 }),
  ],
  [
    'with a front door and closed ports',
    {
      ...FULL,
      closedPorts: [9229],
      frontDoor: { host: 'shop.example', port: 443, inside: false, endpoint: { protocol: 'https', path: '/', timeoutMs: 1000 } },
    },
  ],
])('accepts a plan %s', (_, plan) => {
  expect(checkPlan(plan)).toEqual({ plan });
});

test.each<[string, string, unknown, string]>([
  ['version', 'version', 2, 'must be 1, got 2'],
  ['service.name', 'service.name', '', 'must be a name or an ARN, got ""'],
  ['service.cluster', 'service.cluster', undefined, 'is missing'],
  ['service.team', 'service.team', 'a', 'is not a field of a plan of version 1'],
  ['port', 'port', 0, 'must be a number from 1 to 65535, got 0'],
  ['port', 'port', '8080', 'must be a whole number from 1 to 65535, got "8080"'],
  ['liveness', 'liveness', 'http', 'must be an object, got "http"'],
  ['liveness.protocol', 'liveness.protocol', 'ftp', 'must be http or https or tcp or udp or grpc or grpcs or ws or wss, got "ftp"'],
  ['readiness.path', 'readiness.path', '/a b', 'must be a path that starts with / and has only printable ASCII characters, got "/a b"'],
  [
    'readiness.path',
    'readiness.path',
    '/a\r\nHost: b',
    'must be a path that starts with / and has only printable ASCII characters, got "/a\\r\\nHost: b"',
  ],
  ['readiness.assertions[0].on', 'readiness.assertions', [{ on: 'cookie' }], 'must be header or body or json, got "cookie"'],
  ['readiness.assertions[0].on', 'readiness.assertions', [{}], 'is missing'],
  ['readiness.assertions[0]', 'readiness.assertions', [7], 'must be an object, got 7'],
  ['readiness.assertions[0]', 'readiness.assertions', [{ on: 'body' }], 'must have exactly one of equals, contains, matches, got none'],
  [
    'readiness.assertions[0]',
    'readiness.assertions',
    [{ on: 'body', equals: 'a', matches: 'a' }],
    'must have exactly one of equals, contains, matches, got equals, matches',
  ],
  ['liveness.protocol', 'liveness', {}, 'is missing'],
  ['liveness.path', 'liveness', { protocol: 'tcp', timeoutMs: 1, path: '/' }, 'is not a field of a plan of version 1'],
  ['liveness.certificateDays', 'liveness', { protocol: 'udp', timeoutMs: 1, certificateDays: 7 }, 'is not a field of a plan of version 1'],
  ['liveness.method', 'liveness', { protocol: 'ws', timeoutMs: 1, method: 'GET' }, 'is not a field of a plan of version 1'],
  ['liveness.grpcService', 'liveness', { protocol: 'http', timeoutMs: 1, grpcService: '' }, 'is not a field of a plan of version 1'],
  [
    'liveness.dialogue.send',
    'liveness',
    { protocol: 'udp', timeoutMs: 1, dialogue: { known: 'dns', send: 'AA==' } },
    'is not a field of a plan of version 1',
  ],
  ['readiness.headers.X-A', 'readiness.headers', { 'X-A': 'a\r\nb' }, 'must be at most 1024 printable ASCII characters, got "a\\r\\nb"'],
  ['readiness.headers.a b', 'readiness.headers', { 'a b': '' }, 'has no name that is allowed here'],
  ['closedPorts[0]', 'closedPorts', [0], 'must be a number from 1 to 65535, got 0'],
  ['readiness.statusCodes', 'readiness.statusCodes', '2xx', 'must be status codes such as 200, 200-299 or 200,204, got "2xx"'],
  ['targetGroups', 'targetGroups', {}, 'must be a list of at most 100, got an object'],
  ['targetGroups[1]', 'targetGroups', [PLAN.targetGroups[0], 'orders'], 'must be the ARN of a target group, got "orders"'],
  ['dependencies[0].host', 'dependencies.0.host', 'a/b', 'must be a host name or an IP address, got "a/b"'],
  ['timing.deploymentSeconds', 'timing.deploymentSeconds', -1, 'must be a number from 0 to 1000000000000, got -1'],
  ['timing.rounds', 'timing.rounds', 1.5, 'must be a whole number from 1 to 60, got 1.5'],
  ['timing.roundDeadlineMs', 'timing.roundDeadlineMs', null, 'must be a number from 1 to 900000, got null'],
  ['alerts.topicArn', 'alerts', { topicArn: 'alerts', format: 'TEXT' }, 'must be the ARN of an SNS topic, got "alerts"'],
  ['alerts.format', 'alerts', { topicArn: 'arn:aws:sns:eu-west-1:111122223333:alerts' }, 'is missing'],
  ['systemicShare', 'systemicShare', 1.1, 'must be a number from 0 to 1, got 1.1'],
  [
    'reachability.source.filter',
    'reachability',
    { source: { filter: 'vpc-id', value: 'vpc-1' }, intervalSeconds: 3600, perDay: 4 },
    'must be group-id or description, got "vpc-id"',
  ],
  [
    'reachability.perDay',
    'reachability',
    { source: { filter: 'group-id', value: 'sg-1' }, intervalSeconds: 3600, perDay: 0 },
    'must be a number from 1 to 100, got 0',
  ],
  [
    'reachability.intervalSeconds',
    'reachability',
    { source: { filter: 'group-id', value: 'sg-1' }, intervalSeconds: 0, perDay: 1 },
    'must be a number from 60 to 86400, got 0',
  ],
])('names the field %s of a malformed plan', (field, path, value, problem) => {
  expect(checkPlan(changed(path, value))).toEqual({ field, problem });
});

test('an event that is no plan at all', () => {
  expect(checkPlan(null)).toEqual({ field: 'plan', problem: 'must be an object, got null' });
  expect(checkPlan([])).toEqual({ field: 'plan', problem: 'must be an object, got a list of 0' });
  expect(checkPlan({})).toEqual({ field: 'version', problem: 'is missing' });
});

test('whatever is sent is refused with a short, printable reason', () => {
  fc.assert(fc.property(fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (event) => {
    const result = checkPlan(event);
    if (!('problem' in result)) { throw new Error('accepted'); }
    expect(`${result.field} ${result.problem}`).toMatch(/^[\x20-\x7e]{1,600}$/);
  }), { numRuns: 500 });
});
