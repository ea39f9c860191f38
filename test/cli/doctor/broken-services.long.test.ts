import { ask } from './ask';
import { BROKEN_SERVICES, brokenCommands, brokenTemplate } from './broken-services';
import type { Remedy } from '../../../lambda/shared/verdict';
import { Sandbox } from '../../../sandbox/sandbox';
import { expectGenerated, tableOf } from '../../docs/generated';

/** What a restart would do, where it is not nothing. */
const HELPS: Readonly<Partial<Record<Remedy, string>>> = {
  RESTART: ', a restart helps', RECOVER: ', a restart helps if it cannot recover',
};

let sandbox: Sandbox;
let answers: Map<string, any>;
let probed: Map<string, any>;
jest.setTimeout(180_000);

beforeAll(async () => {
  sandbox = await Sandbox.start({
    template: brokenTemplate(),
    run: brokenCommands(),
    timeScale: 60,
    replacementDelayMs: 100,
    scaledTimeoutFloorMs: 1_500,
    bootAllowanceMs: 0,
  });
  await sandbox.until(() => sandbox.services.every(({ deployed }) => deployed), 90_000, 'steady services');
  const began = sandbox.clock.now;
  for (const broken of BROKEN_SERVICES) { broken.play(sandbox, sandbox.service(broken.name)); }
  await sandbox.until(
    () => BROKEN_SERVICES.every(({ name, shows }) => shows?.(sandbox.service(name)) ?? true), 60_000,
    `what is wrong: ${BROKEN_SERVICES.map(({ name }) => name).join(', ')}`,
  );
  // What takes its time has had it: a start, the excuses of a deployment.
  await sandbox.until(() => sandbox.clock.now - began > 720_000, 60_000, 'excuses to end');
  answers = await answersOf(false);
  probed = await answersOf(true);
});

async function answersOf(probe: boolean): Promise<Map<string, any>> {
  const { text } = await ask(sandbox, { json: true, probe });
  return new Map((JSON.parse(text) as { services: any[] }).services.map((service) => [service.service, service]));
}
afterAll(async () => sandbox.stop());

test.each(BROKEN_SERVICES.map((broken) => [broken.name, broken] as const))('%s', (name, broken) => {
  const { fault, cause, layer, remedy, needsProbe, alternatives } = broken;
  const answer = answers.get(name);
  const found = { fault: answer.fault, cause: answer.cause?.kind, layer: answer.layer, remedy: answer.remedy };
  const others = needsProbe ? expect.any(Array) : alternatives;
  expect([name, found, answer.alternatives]).toEqual([name, { fault, cause, layer, remedy }, others]);
  expect([...answer.evidence, ...answer.cause?.evidence ?? []].length).toBeGreaterThan(0);
});

/** Those of which a probe tells more; what is seen of the others may change while the probes take their time. */
const ASKED = BROKEN_SERVICES.filter(({ probed: named }) => named !== undefined);

test.each(ASKED.map((broken) => [broken.name, broken] as const))('%s, with --probe', (name, broken) => {
  const { fault, cause, layer, remedy, probed: named } = broken;
  const answer = probed.get(name);
  const found = { fault: answer.fault, cause: answer.cause?.kind, layer: answer.layer, remedy: answer.remedy };
  expect([name, found]).toEqual([name, { fault, cause, layer, remedy, ...named }]);
  expect([name, named ? answer.alternatives : undefined]).toEqual([name, undefined]);
});

test('docs/doctor.md has each of them', () => {
  const named = new Map<string, string[]>();
  for (const { what, fault, cause, layer, remedy, peer, needsProbe, probed: asked } of BROKEN_SERVICES) {
    const probe = needsProbe ? ` (${needsProbe}: \`--probe\` says \`${asked?.fault ?? fault}\`)` : '';
    named.set(peer, [...named.get(peer) ?? [], `${what}: \`${cause ?? fault}\` at ${layer}${HELPS[remedy] ?? ''}${probe}`]);
  }
  const rows = [...named].map(([peer, lines]) => [peer, lines.join('<br>')]);
  expectGenerated('docs/doctor.md', 'broken', tableOf(['ecs-doctor says', 'What is broken, and what doctor names'], rows));
});
