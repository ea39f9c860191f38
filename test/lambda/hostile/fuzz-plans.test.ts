import dns from 'node:dns';
import { BlockList, isIP } from 'node:net';
import * as fc from 'fast-check';
import { NetworkWatch } from './watch';
import { probe } from '../../../lambda/engine/probe';
import type { ProbeRequest } from '../../../lambda/engine/target';
import { checkPlan } from '../../../lambda/plan-check';
import { Since } from '../../../lambda/report/since';
import { look, type Surroundings } from '../../../lambda/verify';
import { NOW, PLAN, serviceEvidence, taskEvidence } from '../diagnosis/given';

/** What must never be contacted from a VPC, told apart from the engine's own list. */
const FORBIDDEN = new BlockList();
for (const [network, prefix] of [['0.0.0.0', 8], ['127.0.0.0', 8], ['169.254.0.0', 16], ['224.0.0.0', 4]] as const) { FORBIDDEN.addSubnet(network, prefix, 'ipv4'); }
for (const [network, prefix] of [['::', 127], ['fe80::', 10], ['ff00::', 8], ['fd00:ec2::', 32]] as const) { FORBIDDEN.addSubnet(network, prefix, 'ipv6'); }

const address = fc.oneof(
  fc.constantFrom('10.0.0.1', '10.1.2.3', '2001:db8::1', '8.8.8.8', '::ffff:10.0.0.1'),
  fc.constantFrom('169.254.169.254', '169.254.170.2', '127.0.0.1', '0.0.0.0', '::1', '::', 'fe80::1', 'fd00:ec2::254', '::ffff:127.0.0.1', '::ffff:a9fe:a9fe', '224.0.0.1'),
  fc.ipV4(), fc.ipV6(),
);
/** Every spelling of a place, and names that lead anywhere. */
const host = fc.oneof(address, fc.constantFrom('db.internal', 'localhost', '0x7f000001', '2130706433', '0251.0376.0251.0376', '127.1', 'a', '-', '1.2.3', '::::', '10.0.0.1:80'), fc.domain());
const text = fc.oneof(fc.constantFrom('', '/', '/live?x=1', '200', '200-299', '5xx', 'a.B', '^(a+)+$', '$.a', '$[', 'AAEC'), fc.string({ maxLength: 12 }));

/** Mostly what a plan may have there, sometimes anything. */
function mostly<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 60, arbitrary }, { weight: 1, arbitrary: fc.anything({ maxDepth: 1 }) });
}
const port = mostly(fc.constantFrom(1, 80, 443, 8080, 65_535));
const matcher = { equals: text, contains: text, matches: text, not: fc.boolean() };
const endpoint = fc.record({
  protocol: mostly(fc.constantFrom('http', 'https', 'tcp', 'udp', 'grpc', 'grpcs', 'ws', 'wss')),
  timeoutMs: mostly(fc.constantFrom(1, 50, 200)),
  port,
  path: mostly(fc.constantFrom('/', '/a?b')),
  format: mostly(fc.constantFrom('auto', 'actuator')),
  redirects: mostly(fc.constantFrom('none', 'follow')),
  headers: mostly(fc.dictionary(fc.constantFrom('X-A', 'Host'), fc.constantFrom('a', '127.0.0.1'))),
  assertions: mostly(fc.array(fc.record({ on: fc.constantFrom('body', 'json', 'header'), path: fc.constant('$.a'), name: fc.constant('x'), ...matcher }, { requiredKeys: ['on'] }), { maxLength: 1 })),
  dialogue: mostly(fc.record({ known: fc.constantFrom('dns', 'ntp', 'stun'), send: fc.constant('AAEC') }, { requiredKeys: [] })),
  serverName: mostly(host),
  maxAgeSeconds: mostly(fc.constantFrom(0, 30)),
}, { requiredKeys: ['protocol', 'timeoutMs'] });
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

function surroundings(addresses: readonly string[]): Surroundings {
  const tasks = addresses.map((given, index) => taskEvidence({ task: `task-${index}`, address: given }));
  const run = (request: ProbeRequest) => probe(request, { allowLocal: false });
  return {
    since: new Since(),
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
    followed++;
    const report = await look(checked.plan, surroundings(tasks));
    expect(report.tasks).toHaveLength(tasks.length);
    contacted += watch.contacts.length;
    // The machine's own resolvers are asked when nothing answers; they are no target's choice.
    const contacts = watch.contacts.filter((contact) => !dns.getServers().includes(contact));
    expect(contacts.filter((contact) => isIP(contact) === 0 || FORBIDDEN.check(contact, isIP(contact) === 6 ? 'ipv6' : 'ipv4'))).toEqual([]);
    expect(watch.open).toBe(0);
  }), { numRuns: 1000 });
  // Neither of the two is left out by accident.
  expect(followed).toBeGreaterThan(30);
  expect(contacted).toBeGreaterThan(30);
});
