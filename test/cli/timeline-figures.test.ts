import { container, settings, targetGroup } from './timeline-settings';
import { timelinePage } from '../../cli/timeline/page';
import { serviceTimeline } from '../../cli/timeline/timeline';

const PLAIN = serviceTimeline(settings());
const page = timelinePage([PLAIN]);

/** What stands in the tags of a kind, in their order. */
const texts = (pattern: RegExp, of = page) => [...of.matchAll(pattern)].map(([, text]) => text);

test('the key figures of a service are those of its phases, now and with the contract', () => {
  expect(texts(/<dt>([^<]*)<\/dt>/g)).toEqual([
    'A hung task receives no requests after',
    'Its replacement serves after',
    'A batch of a deployment takes',
  ]);
  const cards = /<dl class="cards">([^]*?)<\/dl>/.exec(page)![1];
  const typical = (id: string, fault = PLAIN.now.fault) => `${Math.round(Number(fault.find((phase) => phase.id === id)!.end.typical))}`;
  for (const id of ['traffic-removed', 'replacement-in-service', 'deployment']) { expect(cards).toContain(`<strong>${typical(id)}`); }
  expect(texts(/<dd class="is-(now|suggested)">/g, cards)).toEqual(['now', 'suggested', 'now', 'suggested', 'now', 'suggested']);
});

test('each part of a story has its heading once, above its phases', () => {
  const [, fault] = page.split('<h3>').filter((section) => section.includes('class="part"'));
  expect(texts(/<text class="part"[^>]*>([^<]*)</g, fault ?? page)).toEqual([
    ...new Set(texts(/<text class="part"[^>]*>([^<]*)</g, fault ?? page)),
  ]);
  expect(texts(/<text class="part"[^>]*>([^<]*)</g)).toEqual(
    expect.arrayContaining(['Who notices', 'What happens then', 'For comparison']),
  );
});

test('a service without a target group has no figure of its traffic', () => {
  const alone = timelinePage([serviceTimeline(settings({ targetGroup: undefined }))]);
  expect(texts(/<dt>([^<]*)<\/dt>/g, alone)).not.toContain('A hung task receives no requests after');
});

test('numbers that layers disagree about stand beside the rows that they are about', () => {
  const slowGroup = targetGroup({ interval: 300, unhealthyThreshold: 10 });
  const odd = serviceTimeline(settings({ container: container({ interval: 5, retries: 1 }), targetGroup: slowGroup }));
  const { disagreements } = odd.now;
  expect(disagreements.length).toBeGreaterThan(0);
  const marks = texts(/<text class="mark-number"[^>]*>([\d,]+)</g, timelinePage([odd])).flatMap((numbers) =>
    numbers.split(',').map(Number),
  );
  expect([...new Set(marks)].sort((one, other) => one - other)).toEqual(disagreements.map((_, index) => index + 1));
});
