import dns from 'node:dns';
import { BlockList, isIP } from 'node:net';
import * as fc from 'fast-check';
import { NetworkWatch } from './watch';
import { probe } from '../../../lambda/engine/probe';
import type { ProbeRequest } from '../../../lambda/shared/probe-request';
import { Histories } from '../../../lambda/verification/histories';
import { checkPlan } from '../../../lambda/verification/plan-check';
import { verifyOnce, type VerifyDeps } from '../../../lambda/verification/verify-once';
import { NOW, PLAN, serviceEvidence, taskEvidence } from '../diagnosis/diagnosis-fixtures';

/** What must never be contacted from a VPC, told apart from the engine's own list. */
const FORBIDDEN = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
] as const) {
  FORBIDDEN.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::', 127],
  ['fe80::', 10],
  ['ff00::', 8],
  ['fd00:ec2::', 32],
] as const) {
  FORBIDDEN.addSubnet(network, prefix, 'ipv6');
}

const address = fc.oneof(
  fc.constantFrom('10.0.0.1', '10.1.2.3', '2001:db8::1', '8.8.8.8', '::ffff:10.0.0.1'),
  fc.constantFrom(
    '169.254.169.254',
    '169.254.170.2',
    '127.0.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '224.0.0.1',
  ),
  fc.ipV4(),
  fc.ipV6(),
);
/** Every spelling of a place, and names that lead anywhere. */
const host = fc.oneof(
  address,
  fc.constantFrom(
    'db.internal',
    'localhost',
    '0x7f000001',
    '2130706433',
    '0251.0376.0251.0376',
    '127.1',
    'a',
    '-',
    '1.2.3',
    '::::',
    '10.0.0.1:80',
  ),
  fc.domain(),
);
const text = fc.oneof(
  fc.constantFrom('', '/', '/live?x=1', '200', '200-299', '5xx', 'a.B', '^(a+)+$', '$.a', '$[', 'AAEC'),
  fc.string({ maxLength: 12 }),
);

/** Mostly what a plan may have there, sometimes anything. */
function mostly<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary }, { weight: 1, arbitrary: fc.anything({ maxDepth: 1 }) });
}
const port = mostly(fc.constantFrom(1, 80, 443, 8080, 65_535));
const matcher = mostlyOneOf({ equals: text, contains: text, matches: text });
const assertion = fc.oneof(
  fc.record({ on: fc.constant('body') }),
  fc.record({ on: fc.constant('json'), path: fc.constant('$.a') }),
  fc.record({ on: fc.constant('header'), name: fc.constant('x') }),
).chain((about) => fc.record({ pattern: matcher, not: fc.boolean() }).map(({ pattern, not }) => ({ ...about, ...pattern, not })));
const times = { timeoutMs: mostly(fc.constantFrom(1, 50, 200)), port };
const secure = { ...times, serverName: mostly(host) };
const requested = {
  ...secure,
  path: mostly(fc.constantFrom('/', '/a?b')),
  headers: mostly(fc.dictionary(fc.constantFrom('X-A', 'Host'), fc.constantFrom('a', '127.0.0.1'))),
};
const http = {
  ...requested,
  format: mostly(fc.constantFrom('auto', 'actuator')),
  redirects: mostly(fc.constantFrom('none', 'follow')),
  assertions: mostly(fc.array(assertion, { maxLength: 1 })),
  maxAgeSeconds: mostly(fc.constantFrom(0, 30)),
};
const dialogue = mostly(fc.oneof(
  fc.record({ known: fc.constantFrom('dns', 'ntp', 'stun') }),
  fc.record({ send: fc.constant('AAEC'), expect: matcher }, { requiredKeys: [] }),
));
const socket = { ...times, dialogue };
const endpoint = fc.oneof(
  { weight: 5, arbitrary: endpointOver(['http', 'https'], http) },
  { weight: 2, arbitrary: endpointOver(['ws', 'wss'], requested) },
  { weight: 2, arbitrary: endpointOver(['grpc', 'grpcs'], secure) },
  { weight: 4, arbitrary: endpointOver(['tcp', 'udp'], socket) },
  // What a protocol has not.
  { weight: 1, arbitrary: endpointOver(['http', 'tcp', 'udp', 'grpc', 'ws'], { ...http, ...socket }) },
);

/** Mostly one of these fields, sometimes any number of them. */
function mostlyOneOf(fields: Record<string, fc.Arbitrary<string>>): fc.Arbitrary<object> {
  const single = Object.entries(fields).map(([name, value]) => fc.record({ [name]: value }));
  return fc.oneof({ weight: 20, arbitrary: fc.oneof(...single) }, { weight: 1, arbitrary: fc.record(fields, { requiredKeys: [] }) });
}

function endpointOver(protocols: readonly string[], fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  return fc.record(
    { protocol: mostly(fc.constantFrom(...protocols)), ...fields },
    { requiredKeys: ['protocol', 'timeoutMs' as 'protocol'] },
  );
}

const place = fc.record({ host: mostly(host), port, endpoint: mostly(endpoint) });
const plan = fc.record({
  liveness: mostly(endpoint),
  readiness: mostly(endpoint),
  port,
  dependencies: mostly(fc.array(place.map((asked) => ({ name: 'db', ...asked })), { maxLength: 3 })),
  frontDoor: mostly(fc.tuple(place, fc.boolean()).map(([asked, inside]) => ({ ...asked, inside }))),
  closedPorts: mostly(fc.array(fc.constantFrom(22, 9229), { maxLength: 2 })),
  service: mostly(fc.constant(PLAN.service)),
}, { requiredKeys: ['liveness'] }).map((changes) => ({ ...PLAN, timing: { ...PLAN.timing, roundDeadlineMs: 2000 }, ...changes }));

let watch: NetworkWatch;
beforeEach(() => { watch = new NetworkWatch(true); });
afterEach(() => {
  watch.stop();
  jest.restoreAllMocks();
});

function surroundings(addresses: readonly string[]): VerifyDeps {
  const tasks = addresses.map((given, index) => taskEvidence({ task: `task-${index}`, address: given }));
  const run = (request: ProbeRequest) => probe(request, { allowLocal: false });
  return {
    histories: new Histories(),
    readGroupSettings: () => Promise.resolve(new Map()),
    readEvidence: async () => serviceEvidence(tasks.length, { tasks }),
    readIdentities: async () => [],
    readSecrets: async () => ({}),
    probe: run,
    probeFromOutside: run,
    now: () => NOW,
  };
}

test('whatever plan is given, it is refused or followed, and no forbidden address is contacted', async () => {
  let followed = 0;
  let contacted = 0;
  const addresses = fc.array(address, { minLength: 1, maxLength: 3 });
  await fc.assert(fc.asyncProperty(plan, addresses, addresses, async (given, tasks, resolved) => {
    jest.spyOn(dns, 'lookup').mockImplementation(((_host: string, _options: unknown, done: (error: null, addresses: unknown) => void) => {
      setImmediate(() => done(null, resolved.map((entry) => ({ address: entry, family: isIP(entry) }))));
    }) as never);
    watch.contacts.length = 0;
    const checked = checkPlan(given);
    if ('problem' in checked) {
      expect(`${checked.field} ${checked.problem}`).toMatch(/^[\x20-\x7e]{1,600}$/);
      return;
    }
    followed += 1;
    const report = await verifyOnce(checked.plan, surroundings(tasks));
    expect(report.tasks).toHaveLength(tasks.length);
    contacted += watch.contacts.length;
    // The machine's own resolvers are asked when nothing answers; they are no target's choice.
    const contacts = watch.contacts.filter((contact) => !dns.getServers().includes(contact));
    expect(contacts.filter((contact) => isIP(contact) === 0 || FORBIDDEN.check(contact, isIP(contact) === 6 ? 'ipv6' : 'ipv4'))).toEqual(
      [],
    );
    expect(watch.open).toBe(0);
  }), { numRuns: 1000 });
  // Neither of the two is left out by accident.
  expect(followed).toBeGreaterThan(30);
  expect(contacted).toBeGreaterThan(30);
});
