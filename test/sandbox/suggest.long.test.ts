import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleTemplate, SERVICE } from './fixtures/messages';
import { template as plainTemplate } from './fixtures/template';
import { TEMPLATES } from './scenarios/templates';
import { playScenario } from '../../sandbox/scenarios/play';
import { readScenario } from '../../sandbox/scenarios/read-scenario';
import { suggestScenarios, type SuggestedFile } from '../../sandbox/scenarios/suggest';
import { failureText } from '../../sandbox/scenarios/words';
import { inLanes } from '../../sandbox/shared/lanes';
import { readTemplate } from '../../sandbox/template/read-template';
import type { Template } from '../../sandbox/template/resolver';

jest.setTimeout(400_000);

const folder = mkdtempSync(join(tmpdir(), 'suggested-'));
afterAll(() => rmSync(folder, { recursive: true }));

function suggested(template: object): SuggestedFile[] {
  return suggestScenarios(readTemplate(template as Template), { template: 'web.template.json', run: { web: SERVICE } });
}

test('what is suggested fits the template: a layer each, and a deployment where it can be rolled back', () => {
  const names = (template: object) => suggested(template).map(({ name }) => name);
  const all = ['kill', 'drain', 'hang', 'close-port', 'no-route', 'wrong-path', 'zone', 'crash-loop', 'bad-deployment'];
  expect(names(TEMPLATES['web.template.json']())).toEqual(all.map((name) => `${name}.yaml`));
  // One task has no other zone.
  expect(names(TEMPLATES['web-of-1.template.json']())).not.toContain('zone.yaml');
  // Without a plan nothing is diagnosed.
  const { Resources: { Plan, ...bare } } = plainTemplate({ desiredCount: 2 }) as { Resources: Record<string, object> };
  expect(Plan).toBeDefined();
  expect(names({ Resources: bare })).toEqual(['kill.yaml', 'drain.yaml', 'hang.yaml', 'zone.yaml', 'crash-loop.yaml']);
});

test.each<[string, () => object]>([
  ['examples/fargate-alb', exampleTemplate],
  ['a service with a circuit breaker', TEMPLATES['web.template.json']],
])('%s passes what is suggested for it', async (_, synthesize) => {
  const template = synthesize();
  const problems = await inLanes(5, suggested(template), async ({ name, text }) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toContain('wait: healthy');
    const scenario = readScenario(file);
    const played = await playScenario(scenario, { template, run: scenario.run, bootAllowanceMs: 3000 });
    return played.passed ? '' : failureText(played);
  });
  expect(problems.join('')).toBe('');
});
