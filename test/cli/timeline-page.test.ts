import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { checkWellFormed, HOSTILE } from './pages';
import { anySettings, container, settings, targetGroup } from './timeline-settings';
import { ticksFor } from '../../cli/timeline/axis';
import { timelineJson } from '../../cli/timeline/json';
import { timelinePage } from '../../cli/timeline/page';
import type { PhaseId } from '../../cli/timeline/phase';
import { storyPicture } from '../../cli/timeline/picture';
import { printTimeline } from '../../cli/timeline/print';
import { rowsOf } from '../../cli/timeline/rows';
import { secondsText } from '../../cli/timeline/text';
import { serviceTimeline } from '../../cli/timeline/timeline';
import { UNKNOWN } from '../../src/lint/value';

const hostile = serviceTimeline(settings({
  name: HOSTILE,
  template: HOSTILE,
  constructPath: HOSTILE,
  targetGroup: targetGroup({ path: `/${HOSTILE}` }),
  container: container({ command: ['CMD-SHELL', `curl http://localhost:3000/${HOSTILE}`], interval: 10 }),
}));

test('the page is well-formed, whatever a template names', () => {
  checkWellFormed(timelinePage([hostile, serviceTimeline(settings())]));
  expect(() => checkWellFormed('<p>a & b</p>')).toThrow('ampersand');
  expect(() => checkWellFormed('<p><b></p>')).toThrow('not open');
});

test('hostile names stay names', () => {
  const page = timelinePage([hostile]);
  expect(page).not.toMatch(/<script|<img|\u0000|\u001b/i);
  expect(page).toContain('&lt;script&gt;');
});

test('always: any service makes a well-formed page without scripts, whose numbers are numbers', () => {
  fc.assert(fc.property(anySettings(), (any) => {
    const page = timelinePage([serviceTimeline(any)]);
    checkWellFormed(page);
    expect(page).not.toMatch(/<script/i);
    expect(page).not.toMatch(/ (x|y|width|height|d|x1|x2)="[^"]*(NaN|Infinity|undefined)/);
  }), { numRuns: 50 });
});

test('the page loads nothing and its policy forbids it', () => {
  const page = timelinePage([serviceTimeline(settings())]);
  expect(page).not.toMatch(/\b(src|href|srcset|action)=|url\(|@import|https?:\/\//);
  expect(page).toContain("default-src 'none'");
});

test('every picture has a title and a description, and a table beside it', () => {
  const page = timelinePage([serviceTimeline(settings()), serviceTimeline(settings({ name: 'Other' }))]);
  const labelled = [...page.matchAll(/role="img" aria-labelledby="(\S+) (\S+)"/g)];
  expect(labelled).toHaveLength(4);
  for (const [, title, description] of labelled) {
    expect(page).toContain(`<title id="${title}">`);
    expect(page).toContain(`<desc id="${description}">`);
  }
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(page.match(/<table><caption>[^<]+: seconds from/g)).toHaveLength(4);
});

test('the key figures are the ends of their phases, as it is and with the contract', () => {
  const timeline = serviceTimeline(settings());
  const cards = [...timelinePage([timeline]).matchAll(/<div class="card"><dt>([^<]+)<\/dt>(.*?)<\/div>/g)]
    .map(([, label, figures]) => [label, figures.replace(/<[^>]+>/g, '|')]);
  const lanes = [[timeline.now, 'now'], [timeline.suggested!.timeline, 'with contract']] as const;
  const figures = (id: PhaseId) => lanes.map(([{ fault }, lane]) => {
    const { typical, worst } = fault.find((phase) => phase.id === id)!.end;
    return `||${secondsText(typical)} s| ${lane}, worst ${secondsText(worst)} s|`;
  }).join('');
  expect(cards).toEqual([
    ['A hung task receives no requests after', figures('traffic-removed')],
    ['Its replacement serves after', figures('replacement-in-service')],
    ['A batch of a deployment takes', figures('deployment')],
  ]);
});

test('a picture has a lane with the contract where that would change something', () => {
  const timeline = serviceTimeline(settings());
  const picture = storyPicture(timeline, 'fault', true, 'a');
  expect(picture).toContain('class="bar suggested"');
  expect(picture).toMatch(/<desc id="a-description">[^<]*now \d[^<]*with the contract \d/);
  expect(storyPicture(timeline, 'fault', false, 'a')).not.toContain('suggested');
});

test('what is not known is said, and not drawn', () => {
  const unknown = settings({ targetGroup: targetGroup({ interval: UNKNOWN }), container: { stopTimeout: 30 } });
  const page = timelinePage([serviceTimeline(unknown)]);
  expect(page).toContain('known only after the deployment');
  expect(timelinePage([serviceTimeline(settings({ targetGroup: undefined, container: { stopTimeout: 30 } }))])).toContain('>never<');
});

test('the axis reaches the longest time with few ticks', () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 30_000 })), (seconds) => {
    const ticks = ticksFor([...seconds, UNKNOWN, Infinity]);
    expect(ticks[0]).toBe(0);
    expect(ticks[ticks.length - 1]).toBeGreaterThanOrEqual(Math.max(...seconds, 10));
    expect(ticks.length).toBeLessThanOrEqual(11);
  }));
});

const worker = serviceTimeline(settings({
  targetGroup: undefined,
  container: { ...container({ command: ['CMD', 'node', '-e', 'process.exit(0) '.repeat(30)] }), port: undefined },
}));

test('at a terminal nothing is wider than 120 columns, and a template cannot steer it', () => {
  for (const timeline of [serviceTimeline(settings()), serviceTimeline(settings({ container: { port: 1, stopTimeout: 90 } })), worker]) {
    const lines = printTimeline(timeline, false).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  }
  expect(printTimeline(hostile, false)).not.toContain('\u001b');
  expect(printTimeline(serviceTimeline(settings()), true)).toContain('\u001b[1m');
});

test('JSON tells what is unknown and what never happens', () => {
  const unknown = serviceTimeline(settings({ container: { stopTimeout: UNKNOWN }, targetGroup: undefined }));
  const [{ now: { fault } }] = JSON.parse(timelineJson([unknown])).services;
  expect(fault.find(({ id }: { id: string }) => id === 'replacement-decided').end).toEqual({
    best: 'never',
    typical: 'never',
    worst: 'never',
  });
  const [service] = JSON.parse(timelineJson([serviceTimeline(settings({ gracePeriod: UNKNOWN }))])).services;
  expect(service.now.boot.find(({ id }: { id: string }) => id === 'grace-period').end.worst).toBeNull();
});

test('the picture of docs/timeline.md is a PNG of less than 200 kB', () => {
  const picture = readFileSync(join(__dirname, '..', '..', 'docs', 'images', 'timeline.png'));
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(picture.length).toBeLessThan(200_000);
});

test('a picture names the phases that it shows, and none that only the other timeline has', () => {
  let left = 0;
  fc.assert(fc.property(anySettings(), fc.constantFrom('boot', 'fault'), (any, story) => {
    const timeline = serviceTimeline(any);
    const rows = rowsOf(timeline, story);
    const alone = rows.filter(({ now }) => now);
    left += rows.length - alone.length;
    const names = (compared: boolean) => storyPicture(timeline, story, compared, 'x').match(/class="name"/g) ?? [];
    expect(names(true)).toHaveLength(rows.length);
    expect(names(false)).toHaveLength(alone.length);
  }));
  expect(left).toBeGreaterThan(0);
});
