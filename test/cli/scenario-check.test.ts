import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { runCli } from './run-cli';
import { readReports } from '../../cli/read-reports';
import { checkReports, type SaidReport } from '../../sandbox/scenarios/check-reports';
import { parseScenario } from '../../sandbox/scenarios/read-scenario';

const START = Date.parse('2026-11-29T20:00:00Z');
const SCENARIO = parseScenario(`
name: packets are dropped
steps:
  - wait: healthy
  - do: drop-packets
  - expect: { fault: PORT_FILTERED, tasks: 1, message: true }
    within: 5m
  - never: { remedy: RESTART }
  - never: { remedy: RESTART, message: true }
  - do: resume
  - expect: { status: UP, serving: 2 }
    within: 3m
  - expect: { event: /x/ }
    within: 1m
`, 'drop.yaml');

const WELL = { status: 'UP', fault: 'HEALTHY', layer: null, remedy: 'NONE', evidence: [] } as const;
const FILTERED = { status: 'DEGRADED', fault: 'PORT_FILTERED', layer: 'L4', remedy: 'ALERT', evidence: [] } as const;

function report(minute: number, diagnosis: Partial<SaidReport>, more: Partial<SaidReport> = {}): SaidReport {
  return { service: 'web', at: new Date(START + minute * 60_000).toISOString(), tasks: [], ...WELL, ...diagnosis, ...more };
}

const dropped = report(2, FILTERED, { tasks: [{ task: 'a', ...FILTERED }], serving: { serving: 1 } });
const back = report(7, WELL, { serving: { serving: 2 } });

const outcomes = (reports: readonly SaidReport[]) => checkReports(SCENARIO, reports, START).map(({ met, unseen }) => [met, unseen.join()]);

test('what came true in its time is met, and what reports do not tell is unknown', () => {
  expect(outcomes([report(0, WELL), dropped, back])).toEqual([
    [true, 'message'], [true, ''], [undefined, 'message'], [true, ''], [undefined, 'event'],
  ]);
});

test('each expectation has the time that FIS gives it', () => {
  const steps = checkReports(SCENARIO, [], START).map(({ from, to }) => [from, to]);
  expect(steps).toEqual([[0, 300], [300, 540], [300, 540], [300, 480], [480, 540]]);
  expect(outcomes([{ ...dropped, at: report(6, {}).at }, back])[0]).toEqual([false, 'message']);
});

test('what must not be and was is not met', () => {
  const [, never] = checkReports(SCENARIO, [dropped, back, report(8, { ...FILTERED, remedy: 'RESTART' })], START);
  expect(never).toMatchObject({ met: false, problem: 'it was observed at 2026-11-29T20:08:00.000Z' });
});

test('a fault beside the gravest one counts', () => {
  const beside = report(2, { ...FILTERED, fault: 'HUNG' }, { further: [FILTERED], tasks: [{ task: 'a', ...FILTERED }] });
  expect(outcomes([beside])[0]).toEqual([true, 'message']);
});

test('never: without a report anything is met', () => {
  expect(checkReports(SCENARIO, [], START).filter(({ met }) => met)).toEqual([]);
});

test.each<[string, (reports: SaidReport[]) => string]>([
  ['a list', (reports) => JSON.stringify(reports)],
  ['lines, among others', (reports) => ['START RequestId', ...reports.map((each) => JSON.stringify(each)), 'END'].join('\n')],
  ['what the AWS CLI prints', (reports) => JSON.stringify({ events: reports.map((each) => ({ message: JSON.stringify(each) })) })],
])('reports are read from %s', (_, write) => {
  expect(readReports(write([back, dropped]))).toEqual([dropped, back]);
});

test('never: a text, whatever it holds, is an error or a report that it does not hold', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => expect(readReports(text)).toEqual([])));
});

describe('the command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scenario-check-'));
  const file = join(folder, 'drop.yaml');
  const reports = join(folder, 'reports.json');
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(file, 'name: x\nsteps:\n  - do: drain\n  - expect: { status: UP }\n    within: 10m\n');

  async function check(said: readonly SaidReport[], ...options: string[]) {
    writeFileSync(reports, JSON.stringify(said));
    return runCli(['scenario-check', file, '--reports', reports, '--start', '2026-11-29T20:00:00Z', ...options]);
  }

  test('ends with 0 where all came true, with 1 where one did not, and with 64 where it cannot tell of which service', async () => {
    const [met, unmet, several] = [await check([back]), await check([dropped]), await check([back, { ...back, service: 'api' }])];
    expect([met.code, unmet.code, several.code]).toEqual([0, 1, 64]);
    expect(met.stdout).toContain('met      0:00 to 10:00  expect: status UP, within 600s');
    expect(unmet.stdout).toContain('the service is DEGRADED, PORT_FILTERED at L4, ALERT');
    expect(several.stderr).toContain('reports of api, web. Add --service NAME.');
    const { code, stdout } = await check([back, { ...back, service: 'api' }], '--service', 'api', '--json');
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { reports: 1, steps: [{ met: true, line: 4 }] }]);
  }, 30_000);
});
