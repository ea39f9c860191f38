import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkWellFormed, HOSTILE } from './pages';
import { anyPlayed, played } from './played-scenarios';
import { playedPage } from '../../cli/played/page';
import { playedPicture } from '../../cli/played/picture';
import { rowsOf, type Row } from '../../cli/played/rows';

function row(name: string, rows: readonly Row[] = rowsOf(played())): Row {
  return rows.find(({ observer }) => observer === name)!;
}

test('each observer is a row, and each task a lane of it', () => {
  expect(rowsOf(played()).map(({ observer, lanes, marks }) => [observer, lanes.length, marks.length])).toEqual([
    ['What was done', 0, 1],
    ['What was expected', 2, 0],
    ['Probe', 2, 0],
    ['ECS', 2, 0],
    ['Load balancer', 2, 0],
    ['Verdict', 1, 0],
    ['Serving', 1, 0],
    ['Messages', 0, 1],
  ]);
});

test('a lane says what its observer saw, from when to when', () => {
  expect(row('Probe').lanes[0].spans).toEqual([
    { from: 60, to: 120, mood: 'well', text: 'answers well' },
    { from: 120, to: 240, mood: 'wrong', text: 'L7 liveness: TIMEOUT' },
  ]);
  expect(row('ECS').lanes[0].spans).toEqual([
    { from: 0, to: 210, mood: 'well', text: 'RUNNING HEALTHY' },
    { from: 210, to: 240, mood: 'wrong', text: 'RUNNING UNHEALTHY' },
  ]);
  expect(row('Load balancer').lanes[0].spans.at(-1)).toEqual({ from: 150, to: 240, mood: 'wrong', text: 'unhealthy' });
  expect(row('Verdict').lanes[0].spans.at(-1)).toEqual({ from: 120, to: 240, mood: 'wrong', text: 'HUNG at L7, DEGRADED, RESTART' });
  expect(row('Serving').lanes[0].spans.map(({ text }) => text)).toEqual(['2 tasks serve', '1 task serves']);
  expect(row('Messages').marks).toEqual([{ at: 190, text: 'web: DEGRADED, HUNG at L7' }]);
});

test('a step that failed is wrong, and says why', () => {
  const { steps } = played();
  const rows = rowsOf(played({ steps: steps.map((step) => (step.step.kind === 'expect' ? { ...step, problem: '2 tasks serve' } : step)) }));
  expect(row('What was expected', rows).lanes[0].spans[1]).toMatchObject({ mood: 'wrong', text: 'expect: fault HUNG: 2 tasks serve' });
});

test('of many tasks those remain that were in trouble, and the others are counted', () => {
  const tasks = Array.from({ length: 30 }, (_, index) => ({
    id: `task-${index}`, status: 'RUNNING', health: index === 25 ? 'UNHEALTHY' as const : 'HEALTHY' as const, targets: [], serves: true,
  }));
  const { lanes, leftOut } = row('ECS', rowsOf(played({ states: [{ at: 0, tasks }] })));
  expect(lanes).toHaveLength(8);
  expect(leftOut).toBe(22);
  expect(lanes.map(({ task }) => task)).toContain('task-25');
  expect(playedPage([played({ states: [{ at: 0, tasks }] })])).toContain('and 22 more tasks');
});

test('always: whatever was seen is a well-formed page without scripts, whose numbers are numbers and whose ids are unique', () => {
  fc.assert(fc.property(anyPlayed(), anyPlayed(), (one, other) => {
    const page = playedPage([one, other]);
    checkWellFormed(page);
    expect(page).not.toMatch(/<script|<img|\u0000|\u001b/i);
    expect(page).not.toMatch(/ (x|y|width|height|cx|cy|x1|x2)="[^"]*(NaN|Infinity|undefined|-)/);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  }), { numRuns: 40 });
});

test('always: spans of a lane do not overlap, and lie between start and end', () => {
  fc.assert(fc.property(anyPlayed(), (any) => {
    for (const { lanes } of rowsOf(any)) {
      for (const { spans } of lanes) {
        spans.forEach(({ from, to }, index) => {
          expect(to).toBeGreaterThan(from);
          if (index > 0) { expect(from).toBeGreaterThanOrEqual(spans[index - 1].to); }
        });
      }
    }
  }), { numRuns: 40 });
});

test('a step that begins with the end of the scenario is not drawn', () => {
  const [, , wait] = played().steps;
  const steps = [...played().steps, { ...wait, from: 100_000, to: undefined }];
  const rows = rowsOf(played({ steps, looks: [], states: [], messages: [], events: [] }));
  const spans = rows.flatMap(({ lanes }) => lanes.flatMap((lane) => lane.spans));
  expect(spans.filter(({ from, to }) => to <= from)).toEqual([]);
});

test('hostile words stay words, and the page loads nothing', () => {
  const page = playedPage([played({ messages: [{ at: 60, subject: HOSTILE, text: HOSTILE }], problem: HOSTILE, passed: false })]);
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toMatch(/<script|<img/i);
  expect(page).not.toMatch(/<[^>]*\s(src|href|srcset|action)=|url\(|@import/);
  expect(page).toContain("default-src 'none'");
});

test('the picture is described for those who cannot see it', () => {
  const picture = playedPicture(played(), 'x');
  expect(picture).toContain('<title id="x-title">a task hangs</title>');
  expect(picture).toMatch(/<desc id="x-description">[^<]*hang at 1:00[^<]*Probe: aaaaaaaa L7 liveness: TIMEOUT from 2:00 to 4:00/);
});

test('a scenario that was not played says so instead of a picture', () => {
  const page = playedPage([played({ passed: false, problem: 'It was not played.', steps: [], looks: [], states: [], messages: [] })]);
  expect(page).toContain('It was not played.');
  expect(page).not.toContain('<figure>');
});

test('the picture of README.md is a PNG of less than 200 kB', () => {
  const picture = readFileSync(join(__dirname, '..', '..', 'docs', 'images', 'scenario.png'));
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(picture.length).toBeLessThan(200_000);
});
