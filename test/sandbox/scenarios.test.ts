import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playFile, scenarioFiles } from './scenarios/play-all';
import { TEMPLATES } from './scenarios/templates';
import type { Report } from '../../lambda/verification/report/report';
import { FAULT_KINDS } from '../../sandbox/scenarios/faults';
import { OBSERVED_KEYS, scenarioSchema } from '../../sandbox/scenarios/format';
import { jsonReport } from '../../sandbox/scenarios/json';
import { junitReport } from '../../sandbox/scenarios/junit';
import { unmet, type Observation } from '../../sandbox/scenarios/observation';
import { playScenario } from '../../sandbox/scenarios/play';
import { parseScenario, readScenario } from '../../sandbox/scenarios/read-scenario';
import type { Expectation } from '../../sandbox/scenarios/scenario';
import type { Keys } from '../../sandbox/scenarios/shape';
import { failureText } from '../../sandbox/scenarios/words';
import { sample } from '../runs';

jest.setTimeout(120_000);

const loaded = createRequire(__filename)('ajv');
const Ajv = loaded.default ?? loaded;
const SCHEMA_FILE = join(__dirname, '..', '..', 'docs', 'schemas', 'scenario.json');
const parseYaml = createRequire(__filename)('yaml').parse as (text: string) => unknown;

const HEAD = 'name: a test\nsteps:\n';

describe('a scenario file', () => {
  test('is read with its steps, their lines and defaults', () => {
    const expectStep = "  - expect: { serving: '>= 2', message: /re+covered/i }\n    within: 3m\n";
    const steps = `  - wait: healthy\n  - do: kill\n    tasks: 50%\n${expectStep}`;
    expect(parseScenario(`${HEAD}${steps}`, '/x/a.yaml'))
      .toMatchObject({
        name: 'a test',
        scaledTimeouts: false,
        steps: [
          { kind: 'wait', until: 'healthy', withinSeconds: 600, line: 3 },
          { kind: 'do', fault: 'kill', parameters: { tasks: { kind: 'share', percent: 50 } }, line: 4 },
          { kind: 'expect', expected: { serving: { comparison: '>=', number: 2 }, message: /re+covered/i }, withinSeconds: 180, line: 6 },
        ],
      });
    expect(parseScenario('{"name": "JSON", "template": "../t.json", "steps": [{"never": {"message": true}}]}', '/x/a.json'))
      .toMatchObject({ template: '/t.json', steps: [{ kind: 'never', forSeconds: undefined }] });
  });

  test('variables are texts, whatever YAML takes them for', () => {
    const environment = 'environment: { web: { PORT_OF_DATABASE: 5432, TLS: true, PASSWORD: "0123", EMPTY: "" } }\n';
    expect(parseScenario(`${environment}${HEAD}  - wait: healthy\n`, 'a.yaml').environment)
      .toEqual({ web: { PORT_OF_DATABASE: '5432', TLS: 'true', PASSWORD: '0123', EMPTY: '' } });
  });

  // Everything that a person may get wrong is told with its place and what is allowed.
  test.each<[string, string, string]>([
    ['an unknown key', `${HEAD}  - wait: healthy\ncolour: red\n`, "4:1: unknown key 'colour'. Allowed: $schema, name, template, run,"],
    ['a missing key', 'steps:\n  - wait: healthy\n', "1:1: scenario: 'name' is missing. Allowed: a text."],
    ['no steps', 'name: x\nsteps: []\n', '2:8: steps: got a list. Allowed: a list,'],
    ['an unknown step', `${HEAD}  - wiat: healthy\n`, '3:5: steps[1]: got a map. Allowed: a map with one of wait, do, expect, never.'],
    ['an unknown fault', `${HEAD}  - do: explode\n`, "3:9: do: got 'explode'. Allowed: kill, hang,"],
    ['a parameter of another fault', `${HEAD}  - do: hang\n    exit: 3\n`, "4:5: unknown key 'exit'. Allowed: do, tasks, lasting,"],
    ['a missing parameter', `${HEAD}  - do: send\n`, "3:5: steps[1]: 'line' is missing. Allowed: a text."],
    ['tasks that are none', `${HEAD}  - do: hang\n    tasks: some\n`, "4:12: tasks: got 'some'. Allowed: a number of tasks, a share"],
    ['a duration without its unit', `${HEAD}  - wait: 90\n`, "3:11: wait: got '90'. Allowed: healthy, or a duration such as 90s,"],
    ['an unknown verdict', `${HEAD}  - expect: { fault: HANGS }\n`, "3:22: fault: got 'HANGS'. Allowed: HEALTHY, STARTING,"],
    ['a variable that is a map', `environment: { web: { A: {} } }\n${HEAD}`, '1:26: A: got a map. Allowed: a text, a number,'],
    ['nothing expected', `${HEAD}  - expect: {}\n`, '3:13: expect: got an empty map. Allowed: a map with status,'],
    ['a pattern that is none', `${HEAD}  - expect: { message: "/(/" }\n`, "3:24: message: got '/(/'. Allowed: true or false, or"],
    ['a key twice', `${HEAD}  - wait: healthy\nname: y\n`, '4:1: is not YAML: Map keys must be unique.'],
    ['a text with a colon', 'name: one: two\nsteps: []\n', '1:7: is not YAML: Nested mappings are not allowed in compact mappings. A text'],
    ['a list', '- wait: healthy\n', '1:1: scenario: got a list. Allowed: a map with'],
    ['nothing', '', '1:1: scenario: got nothing. Allowed: a map with'],
  ])('%s is refused with its place', (_, text, problem) => {
    expect(() => parseScenario(text, 'a.yaml')).toThrow(`a.yaml:${problem}`);
  });

  test('a file that is not there is told', () => {
    expect(() => readScenario('/nowhere/a.yaml')).toThrow('/nowhere/a.yaml:1:1: cannot be read (ENOENT).');
  });

  test('docs/schemas/scenario.json is its schema', () => {
    const schema = `${JSON.stringify(scenarioSchema(), undefined, 2)}\n`;
    if (process.env.UPDATE_DOCS) { writeFileSync(SCHEMA_FILE, schema); }
    expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(schema);
  });

  test('parser and schema agree on every scenario of the project, and on each of its keys misspelled or of another type', () => {
    const validate = new Ajv({ allErrors: false }).compile(scenarioSchema());
    const agree = (value: unknown, file: string) => {
      let accepted = true;
      try { parseScenario(JSON.stringify(value), file); } catch { accepted = false; }
      return { file, value, accepted, valid: validate(value) };
    };
    for (const file of sample(scenarioFiles())) {
      const value = parseYaml(readFileSync(file, 'utf8'));
      expect(agree(value, file)).toMatchObject({ accepted: true, valid: true });
      for (const changed of mutations(value)) {
        const { accepted, valid, value: wrong } = agree(changed, file);
        expect({ wrong, agree: accepted === valid }).toEqual({ wrong, agree: true });
      }
    }
  });
});

/** The value with one of its keys misspelled, and with one of its values of another type, each in turn. */
function mutations(value: unknown): unknown[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => mutations(item).map((changed) => [...value.slice(0, index), changed, ...value.slice(index + 1)]));
  }
  if (value === null || typeof value !== 'object') { return [{ not: 'this' }, -1.5, '']; }
  const entries = Object.entries(value);
  return entries.flatMap(([name, member], index) => [
    Object.fromEntries(entries.map(([key, each], at) => [at === index ? `${key}x` : key, each])),
    ...mutations(member).map((changed) => ({ ...value, [name]: changed })),
  ]);
}

describe('what is expected', () => {
  const report = {
    status: 'DEGRADED',
    fault: 'HUNG',
    layer: 'L7',
    remedy: 'RESTART',
    evidence: [],
    tasks: [
      { task: 'a', status: 'DOWN', fault: 'HUNG', layer: 'L7', remedy: 'RESTART' },
      { task: 'b', status: 'UP', fault: 'HEALTHY', layer: null, remedy: 'NONE' },
    ],
  } as unknown as Report;
  const seen: Observation = {
    report,
    tasks: [
      { id: 'a', status: 'RUNNING', health: 'UNHEALTHY', targets: ['unhealthy'], serves: false },
      { id: 'b', status: 'RUNNING', health: 'HEALTHY', targets: ['healthy'], serves: true },
    ],
    messages: [{ ms: 0, topicArn: 't', subject: 'web: DEGRADED', text: 'a task hangs', protocols: {} }],
    alarms: ['web-incident'],
    events: ['will replace the task'],
    answers: [{ port: 80, status: 200, body: 'hello' }, { port: 80, status: 500, body: '' }, { port: 80, status: 0, body: '' }],
  };
  const one = { comparison: '=', number: 1 } as const;

  test.each<[Expectation, boolean]>([
    [{ fault: ['HUNG'], layer: ['L7'], remedy: ['RESTART'] }, true],
    [{ fault: ['HUNG'], remedy: ['ALERT'] }, false],
    [{ failing: { comparison: '=', number: 67 } }, true],
    [{ failing: { comparison: '<=', number: 66 } }, false],
    [{ answer: /^80 200 hello$/ }, true],
    [{ answer: /^8080 / }, false],
    [{ fault: ['PORT_CLOSED', 'HUNG'] }, true],
    [{ fault: ['HUNG'], tasks: one }, true],
    [{ fault: ['HUNG'], tasks: { comparison: '=', number: 2 } }, false],
    [{ fault: ['HEALTHY'], target: ['healthy'], tasks: one }, true],
    [{ fault: ['HUNG'], target: ['healthy'], tasks: one }, false],
    [{ target: ['unhealthy'], container: ['UNHEALTHY'] }, true],
    [{ target: ['unhealthy'], container: ['HEALTHY'] }, false],
    [{ serving: one }, true],
    [{ serving: { comparison: '>=', number: 2 } }, false],
    [{ serving: { comparison: '<=', number: 1 } }, true],
    [{ message: true }, true],
    [{ message: false }, false],
    [{ message: /DEGRADED[^]*hangs/ }, true],
    [{ alarm: /incident/ }, true],
    [{ alarm: false }, false],
    [{ event: /replace/ }, true],
    [{ event: /replace/, status: ['UP'] }, false],
  ])('%j: %s', (expected, holds) => {
    expect(unmet(expected, seen).length === 0).toBe(holds);
  });

  test('what a report says of a task holds though the task has ended meanwhile', () => {
    const ended = { ...seen, tasks: seen.tasks.slice(1) };
    expect(unmet({ fault: ['HUNG'], layer: ['L7'], tasks: one }, ended)).toEqual([]);
    expect(unmet({ fault: ['HUNG'], target: ['unhealthy'], tasks: one }, ended)).toEqual(['it holds of 0 tasks']);
  });

  test('nothing is known of a service before it was verified', () => {
    expect(unmet({ status: ['UP'] }, { ...seen, report: undefined })).toEqual(['nothing was verified yet']);
  });
});

describe('a scenario that is played', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('it passes', async () => {
    const played = await playFile(join(__dirname, 'scenarios', 'deploy-crashes.yaml'));
    expect(played.passed ? '' : failureText(played)).toBe('');
    expect(junitReport([played])).toContain('<testsuites tests="1" failures="0" errors="0"');
  });

  test('what does not come true is told with all that was seen, and as JSON and JUnit', async () => {
    const file = join(__dirname, 'scenarios', 'kill-one.yaml');
    const text = 'name: "<&> fails"\ntemplate: web.template.json\nrun: { web: node service.js }\nsteps:\n'
      + '  - wait: healthy\n  - expect: { fault: HUNG }\n    within: 2m\n';
    const scenario = { ...parseScenario(text, file), directory: join(__dirname, 'fixtures') };
    const played = await playScenario(scenario, { template: TEMPLATES['web.template.json'](), run: scenario.run, bootAllowanceMs: 3000 });
    expect(played.passed).toBe(false);
    expect(failureText(played)).toContain('kill-one.yaml:6: expect: fault HUNG, within 120s\n  not within 120 s: the service is UP');
    expect(failureText(played)).toMatch(/The verifier:\n[^]*\n {2}\d:\d\d UP, HEALTHY, NONE\nECS and/);
    expect(jsonReport([played])).toMatchObject({
      passed: false, scenarios: [{ passed: false, steps: [{ met: true }, { met: false, line: 6 }] }],
    });
    const failed = /<testcase name="&lt;&amp;&gt; fails"[^>]*><failure message="not within 120 s[^]*<\/failure><\/testcase>/;
    expect(junitReport([played])).toMatch(failed);
  });
});

test('docs/scenarios.md lists what can be done and expected', () => {
  const file = join(__dirname, '..', '..', 'docs', 'scenarios.md');
  const parts = {
    'scenario-faults': `Of tasks:\n\n${faults((keys) => 'tasks' in keys)}\nOthers:\n\n${faults((keys) => !('tasks' in keys))}`,
    'scenario-observed': table(['Key', ''], Object.entries(OBSERVED_KEYS).map(([name, { about }]) => [`\`${name}\``, about])),
  };
  const before = readFileSync(file, 'utf8');
  const page = Object.entries(parts).reduce((text, [name, part]) => (
    text.replace(new RegExp(`(<!-- ${name} -->\n)[^]*(<!-- /${name} -->)`), (_, start: string, end: string) => `${start}${part}${end}`)
  ), before);
  if (process.env.UPDATE_DOCS) { writeFileSync(file, page); }
  expect(page).toBe(process.env.UPDATE_DOCS ? page : before);
});

const OF_TASKS = ['tasks', 'lasting', 'container'];

function parametersText(keys: Keys): string {
  const own = Object.entries(keys).filter(([name]) => !OF_TASKS.includes(name));
  const each = own.map(([name, { about, required }]) => `\`${name}\`${required ? ' (required)' : ''}: ${about}`);
  return each.join(' ');
}

function faults(belongs: (keys: Keys) => boolean): string {
  return table(['Fault', 'Parameters', ''], Object.entries(FAULT_KINDS).filter(([, { keys }]) => belongs(keys))
    .map(([name, { about, keys }]) => [`\`${name}\``, parametersText(keys), about]));
}

function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
