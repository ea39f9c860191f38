import { shippedReader } from './shipped-reader';
import { BODY_BYTES } from '../../../../lambda/engine/application/http-parser';

const fill = (text: string) => text.repeat(Math.ceil(BODY_BYTES / text.length)).slice(0, BODY_BYTES);
const nested = (open: string, close: string, inside: string, depth: number) => `${open.repeat(depth)}${inside}${close.repeat(depth)}`;
const json = (value: unknown) => JSON.stringify(value).slice(0, BODY_BYTES);

const members = (count: number, value: () => unknown) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`c${at}`, value()]));

/** Bodies that would take long to a careless reader: deep, wide, and such on which patterns backtrack. */
const BODIES: Readonly<Record<string, string>> = {
  'one letter': fill('x'),
  'spaces': fill(' '),
  'tags': `<html>${fill('<a>')}`,
  'tags that never end': `<html>${fill('<')}`,
  'scripts': `<html>${fill('<script ')}`,
  'entities': `<html>${fill('&nbsp;')}`,
  'lists in lists': nested('[', ']', '', 30_000),
  'objects in objects': nested('{"a":', '}', '1', 9_000),
  'objects that never end': fill('{"a":'),
  'lists that never end': fill('['),
  'objects in a text': json({ status: 503, message: nested('{"a":', '}', '1', 5_000) }),
  'objects of hundreds of members': json(members(2, () => members(800, () => ({ status: 'DOWN', message: 'x', healthy: false })))),
  'components in components': nested('{"status":"DOWN","components":{"a":', '}}', '1', 1_700),
  'checks in checks': nested('{"checks":', '}', '{}', 6_000),
  'wrappers in wrappers': nested('{"data":', '}', '{}', 7_000),
  'thousands of components': json({ status: 'DOWN', components: members(2_300, () => ({ status: 'DOWN' })) }),
  'a long list': json(Array.from({ length: 5_000 }, () => ({ ok: 1 }))),
  'long texts': json(members(60, () => 'y'.repeat(900))),
  'passwords': json({ status: 'DOWN', message: 'password='.repeat(7_000) }),
  'URLs': json({ status: 'DOWN', message: 'a://'.repeat(16_000) }),
  'packages': json({ status: 'DOWN', message: 'a.b.'.repeat(16_000) }),
  'phrases': json({ message: 'not started '.repeat(5_000) }),
  'lines of checks': fill('[+]ping ok\n'),
  'backslashes': `"${fill('\\')}`,
  'commas': `[${fill('1,')}`,
};

/** Milliseconds at best, by the clock or by the processor's time: others use it as well, and other threads of this process do. */
function cost(work: () => void): number {
  return Math.min(...Array.from({ length: 20 }, () => {
    const start = performance.now();
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return Math.min(performance.now() - start, (user + system) / 1000);
  }));
}

const read = shippedReader();

test.each(Object.entries(BODIES))('%s take less than 5 ms, whole or cut, in any format', (_name, text) => {
  const body = text.slice(0, BODY_BYTES);
  for (const format of ['auto', 'actuator', 'terminus', 'health-json', 'microprofile', 'aspnet', 'dropwizard'] as const) {
    for (const [status, complete] of [[200, true], [503, true], [400, true], [503, false]] as const) {
      const answer = {
        httpStatus: status,
        accepted: status === 200,
        expected: '200-299',
        body,
        complete,
        contentType: 'text/html',
        maxAgeSeconds: 60,
        authority: '10.0.1.7:3000',
      };
      const ms = cost(() => read(format, answer));
      expect([format, status, complete, ms < 5 ? 'in time' : `${ms} ms`]).toEqual([format, status, complete, 'in time']);
    }
  }
});

test('a plain status, which most answers are, costs next to nothing', () => {
  const answer = {
    httpStatus: 200, accepted: true, expected: '200-299', body: '{"status":"UP"}', complete: true, contentType: 'application/json',
  };
  const many = 10_000;
  const microseconds = cost(() => { for (let at = 0; at < many; at += 1) { read('auto', answer); } }) * 1000 / many;
  expect(microseconds).toBeLessThan(5);
});
