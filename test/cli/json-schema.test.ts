import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { anyPlayed, played } from './played-scenarios';
import { runCli } from './run-cli';
import { anySettings } from './timeline-settings';
import { draftOf, initJson } from '../../cli/init/draft';
import { timelineJson } from '../../cli/timeline/json';
import { PHASES } from '../../cli/timeline/phase';
import { serviceTimeline } from '../../cli/timeline/timeline';
import { FAULTS } from '../../lambda/diagnosis/faults';
import { jsonReport } from '../../sandbox/scenarios/json';
import { Listeners } from '../lambda/engine/listeners';

/** Both the version that tools of this project bring along and newer ones validate draft 7. */
const loaded = createRequire(__filename)('ajv');
const Ajv = loaded.default ?? loaded;

const TEMPLATE = join('test', 'cli', 'fixtures', 'hand-written.template.json');

function schemaOf(command: string): any {
  return JSON.parse(readFileSync(join(__dirname, '..', '..', 'docs', 'schemas', `${command}.json`), 'utf8'));
}

/** @returns what is wrong with a value that a command has printed */
function violations(command: string): (printed: string) => unknown[] {
  const validate = new Ajv({ allErrors: true }).compile(schemaOf(command));
  return (printed) => (validate(JSON.parse(printed)) ? [] : validate.errors);
}

const listeners = new Listeners();
afterEach(async () => listeners.close());

test('probe prints what its schema says, whatever the fault', async () => {
  const well = await listeners.answering(200, '{"status":"UP"}');
  const sick = await listeners.answering(503, '{"status":"DOWN"}');
  const closed = await listeners.closedPort();
  const targets = [
    `http://127.0.0.1:${well}/`,
    `http://127.0.0.1:${sick}/`,
    `https://127.0.0.1:${well}/`,
    `tcp://127.0.0.1:${closed}`,
    `grpc://127.0.0.1:${well}`,
  ];
  const { stdout } = await runCli(['probe', ...targets, '--json', '--timeout', '1']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines).toHaveLength(targets.length);
  const check = violations('probe');
  expect(lines.flatMap(check)).toEqual([]);
  expect(check(JSON.stringify({ ...JSON.parse(lines[0]!), more: 1 }))).not.toEqual([]);
});

test.each([
  ['lint', ['--format', 'json'], 'findings'],
  ['timeline', ['--format', 'json'], 'services'],
  ['init', ['--format', 'json'], 'services'],
])('%s prints what its schema says', async (command, options, list) => {
  const { stdout } = await runCli([command, TEMPLATE, ...options]);
  expect(JSON.parse(stdout)[list].length).toBeGreaterThan(0);
  expect(violations(command)(stdout)).toEqual([]);
});

test('whatever the service, timeline and init keep to their schemas', () => {
  const [timeline, init] = [violations('timeline'), violations('init')];
  fc.assert(fc.property(anySettings(), (settings) => {
    expect(timeline(timelineJson([serviceTimeline(settings)]))).toEqual([]);
    expect(init(initJson([draftOf(settings)]))).toEqual([]);
  }));
});

test('the schemas know every fault and every phase', () => {
  expect(schemaOf('probe').properties.fault.enum.sort()).toEqual(Object.keys(FAULTS).sort());
  expect(schemaOf('timeline').definitions.phase.properties.id.enum).toEqual(PHASES);
});

test('always: what was played is printed as its schema says', () => {
  const check = violations('scenarios-played');
  const report = jsonReport([played()]);
  expect(check(JSON.stringify(report))).toEqual([]);
  expect(check(JSON.stringify({ ...report, more: 1 }))).not.toEqual([]);
  fc.assert(fc.property(fc.array(anyPlayed(), { maxLength: 2 }), (any) => {
    expect(check(JSON.stringify(jsonReport(any)))).toEqual([]);
  }), { numRuns: 30 });
});
