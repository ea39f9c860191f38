import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleTemplate } from './fixtures/messages';
import { template as plainTemplate } from './fixtures/template';
import { TEMPLATES } from './scenarios/templates';
import { playScenario } from '../../sandbox/scenarios/play';
import { readScenario } from '../../sandbox/scenarios/read-scenario';
import { suggestScenarios, type SuggestedFile } from '../../sandbox/scenarios/suggest';
import { failureText } from '../../sandbox/scenarios/words';
import { inLanes } from '../../sandbox/shared/lanes';
import { readTemplate } from '../../sandbox/template/read-template';
import type { Template } from '../../sandbox/template/resolver';

jest.setTimeout(600_000);

const FIXTURES = join(__dirname, 'fixtures');
const EXAMPLES = join(__dirname, '..', '..', 'examples');
/** Most of the time of each is spent with waiting. */
const AT_ONCE = 6;

const folder = mkdtempSync(join(tmpdir(), 'suggested-'));
const { PATH } = process.env;

afterAll(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true });
});

function suggested(template: object): SuggestedFile[] {
  const model = readTemplate(template as Template);
  const names = model.services.flatMap(({ taskDefinition }) => taskDefinition.containers.map(({ name }) => name));
  const run = Object.fromEntries(names.map((name) => [name, `node ${join(FIXTURES, 'any-service.js')}`]));
  return suggestScenarios(model, { template: 'web.template.json', run });
}

const namesOf = (template: object) => suggested(template).map(({ name }) => name.replace('.yaml', ''));
const ALL = ['kill', 'drain', 'hang', 'close-port', 'no-route', 'wrong-path', 'zone', 'crash-loop', 'bad-deployment'];

test('what is suggested fits the template: a layer each, and a deployment where it can be rolled back', () => {
  expect(namesOf(TEMPLATES['web.template.json']())).toEqual(ALL);
  // One task has no other zone.
  expect(namesOf(TEMPLATES['web-of-1.template.json']())).not.toContain('zone');
  // Without a plan nothing is diagnosed.
  const { Resources: { Plan, ...bare } } = plainTemplate({ desiredCount: 2 }) as { Resources: Record<string, object> };
  expect(Plan).toBeDefined();
  expect(namesOf({ Resources: bare })).toEqual(['kill', 'drain', 'hang', 'zone', 'crash-loop']);
});

const without = (...names: string[]) => ALL.filter((name) => !names.includes(name));
const of = (service: string, names: readonly string[]) => names.map((name) => `${service}-${name}`);

/** Every stack of an example that has a service, and what is suggested for it. The two regions of multi-region have the same. */
const STACKS: ReadonlyArray<[example: string, stack: string, names: readonly string[]]> = [
  // Its heartbeat gets old in real time, so it begins first.
  ['worker-service', 'WorkerService', without('close-port', 'no-route', 'wrong-path', 'zone')],
  ['blue-green', 'BlueGreen', without('bad-deployment')],
  // Nothing notices a hang behind a check that only connects.
  ['ec2-capacity', 'Ec2Capacity', [
    ...of('shopservice3ad7a0c4', ALL), ...of('searchservice9712605c', without('hang', 'wrong-path', 'zone')),
  ]],
  ['fargate-alb', 'FargateAlb', ALL],
  ['fault-experiment', 'ShopStaging', ALL],
  ['grpc-service', 'GrpcService', without('wrong-path')],
  ['multi-layer', 'MultiLayer', ALL],
  ['multi-region', 'MultiRegionEurope', ALL],
  ['patterns-app', 'PatternsApp', [
    ...of('shopservicedebf294a', ALL), ...of('searchservicef25ea7b5', ALL), ...of('feedservice0729ac05', without('hang', 'wrong-path')),
  ]],
  ['private-service', 'PrivateService', ALL],
];

const nameOf = (stack: string, name: string) => `${stack}/${name}`;
const EVERY = STACKS.flatMap(([, stack, names]) => names.map((name) => nameOf(stack, name)));
/** One in four of each kind is played, each in other stacks, or all with ALL_SUGGESTED=1: they take six minutes on two cores. */
const PLAYED = process.env.ALL_SUGGESTED === '1'
  ? EVERY
  : ALL.flatMap((kind, at) => EVERY.filter((name) => name.endsWith(kind)).filter((_, index) => (index + at) % 4 === 0));

const found = new Map<string, readonly string[]>();
const results = new Map<string, Promise<string>>();

beforeAll(() => {
  // grpc_health_probe is there, as in the image.
  process.env.PATH = `${join(FIXTURES, 'bin')}:${PATH}`;
  const files = STACKS.flatMap(([example, stack]) => {
    const template = exampleTemplate(example, stack);
    const all = suggested(template).map(({ name, text }) => ({ stack, template, name: name.replace('.yaml', ''), text }));
    found.set(stack, all.map(({ name }) => name));
    return all.filter(({ name }) => PLAYED.includes(nameOf(stack, name)));
  });
  const finished = new Map<string, (problem: string) => void>();
  for (const { stack, name } of files) {
    results.set(nameOf(stack, name), new Promise((resolve) => finished.set(nameOf(stack, name), resolve)));
  }
  void inLanes(AT_ONCE, files, async ({ stack, template, name, text }) => {
    finished.get(nameOf(stack, name))!(await play(join(folder, stack), `${name}.yaml`, text, template).catch(String));
  });
});

async function play(directory: string, name: string, text: string, template: object): Promise<string> {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), text);
  const scenario = readScenario(join(directory, name));
  const played = await playScenario(scenario, { template, run: scenario.run, bootAllowanceMs: 3000 });
  return played.passed ? '' : failureText(played);
}

test('every example that can be synthesized is played, and every kind of scenario', () => {
  const apps = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'app.ts')));
  expect(STACKS.map(([example]) => example).sort()).toEqual(apps);
  for (const [, stack] of STACKS) { expect(PLAYED.some((name) => name.startsWith(nameOf(stack, '')))).toBe(true); }
  for (const kind of ALL) { expect(PLAYED.filter((name) => name.endsWith(kind)).length).toBeGreaterThan(1); }
});

describe.each(STACKS)('examples/%s, %s', (_, stack, names) => {
  test('gets what fits it', () => {
    expect(found.get(stack)).toEqual(names);
  });

  test.each(PLAYED.filter((name) => name.startsWith(nameOf(stack, ''))))('%s passes', async (name) => {
    expect(await results.get(name)).toBe('');
  });
});
