import { parseJsonPath, valueAt } from '../../../../lambda/engine/application/json-path';
import type { Outcome } from '../../../../lambda/shared/check-result';
import type { AssertionPlan, HttpEndpointPlan } from '../../../../src/shared/plan';
import { Listeners } from '../listeners';
import { http, probeLocal } from '../targets';

const listeners = new Listeners();
afterEach(async () => listeners.close());

async function probe(body: string, options: Partial<HttpEndpointPlan>, headers: Record<string, string> = {}) {
  const port = await listeners.answering(200, body, headers);
  return (await probeLocal(port, { liveness: http('/', options) })).liveness!;
}

const BODY = '{"status":"UP","version":"1.2.3","queue":{"depth":0,"dead letter":[{"id":"x"}],"open":true,"none":null}}';

describe('assertions', () => {
  test.each<[name: string, assertion: AssertionPlan]>([
    ['header equals', { on: 'header', name: 'X-Version', equals: '7' }],
    ['header contains', { on: 'header', name: 'content-type', contains: 'json' }],
    ['header that must not be there', { on: 'header', name: 'x-debug', matches: '.', not: true }],
    ['body contains', { on: 'body', contains: '"UP"' }],
    ['body matches', { on: 'body', matches: '"depth":\\s*0\\b' }],
    ['body does not match', { on: 'body', matches: 'stack trace', not: true }],
    ['text at a path', { on: 'json', path: '$.version', matches: '^1\\.' }],
    ['number at a path', { on: 'json', path: '$.queue.depth', equals: '0' }],
    ['boolean at a path', { on: 'json', path: "$['queue'].open", equals: 'true' }],
    ['null at a path', { on: 'json', path: '$.queue.none', equals: 'null' }],
    ['within a list', { on: 'json', path: '$.queue["dead letter"][0].id', equals: 'x' }],
    ['the whole', { on: 'json', path: '$', contains: '"version":"1.2.3"' }],
  ])('hold: %s', async (_name, assertion) => {
    expect(await probe(BODY, { assertions: [assertion] }, { 'x-version': '7', 'content-type': 'application/json' })).toMatchObject({
      outcome: 'OK',
    });
  });

  test.each<[name: string, assertion: AssertionPlan, detail: string]>([
    ['header', { on: 'header', name: 'X-Version', equals: '8' }, '200, header X-Version: expected "8", got "7"'],
    ['absent header', { on: 'header', name: 'x-other', equals: '8' }, '200, header x-other: expected "8", got no such header'],
    ['body', { on: 'body', contains: 'DOWN' }, '200, body: expected text with "DOWN", got "{\\"status\\":\\"UP\\"'],
    ['path', { on: 'json', path: '$.version', equals: '2' }, '200, $.version: expected "2", got "1.2.3"'],
    [
      'path turned round',
      { on: 'json', path: '$.version', equals: '1.2.3', not: true },
      '200, $.version: expected no "1.2.3", got "1.2.3"',
    ],
    ['nothing at a path', { on: 'json', path: '$.queue.size', equals: '2' }, '200, $.queue.size: expected "2", got nothing there'],
    [
      'nothing at a path, turned round',
      { on: 'json', path: '$.queue.size', equals: '2', not: true },
      '200, $.queue.size: expected no "2", got nothing there',
    ],
    ['an inherited member', { on: 'json', path: '$.constructor.name', equals: 'Object' }, 'got nothing there'],
    ['a path that is none', { on: 'json', path: 'queue', equals: '2' }, 'expected a path such as'],
    ['an evil pattern', { on: 'body', matches: '^(([^x])+)+$' }, 'the pattern is too slow'],
  ])('fail: %s', async (_name, assertion, detail) => {
    const result = await probe(`${BODY}${' '.repeat(50)}`, { assertions: [assertion], timeoutMs: 5000 }, { 'x-version': '7' });
    expect(result).toMatchObject({ outcome: 'UNHEALTHY', status: 'DOWN', detail: expect.stringContaining(detail) });
    expect(result.detail.length).toBeLessThanOrEqual(200);
  });

  test('all of them, and the first that fails is told', async () => {
    const assertions: AssertionPlan[] = [{ on: 'body', contains: 'a' }, { on: 'body', contains: 'c' }, { on: 'body', contains: 'd' }];
    expect(await probe('ab', { assertions, format: 'status-only' })).toMatchObject({
      outcome: 'UNHEALTHY',
      detail: '200, body: expected text with "c", got "ab"',
    });
  });

  test('what the service says of itself comes first', async () => {
    expect(await probe('{"status":"OUT_OF_SERVICE"}', { assertions: [{ on: 'body', contains: 'UP' }] })).toMatchObject({
      outcome: 'OUT_OF_SERVICE',
    });
  });

  test('of a body that is no JSON, or in an encoding that it is not in', async () => {
    const assertions: AssertionPlan[] = [{ on: 'json', path: '$.a', equals: '1' }];
    expect((await probe('<html>', { assertions })).detail).toContain('got a body that is not JSON');
    expect((await probe('\u001f\u008b', { assertions }, { 'content-encoding': 'gzip' })).detail).toContain(
      'got a body compressed with gzip',
    );
  });

  test.each<[name: string, body: string, assertion: AssertionPlan, outcome: Outcome, detail: RegExp]>([
    ['a text before the cap', `ready ${'x'.repeat(70_000)}`, { on: 'body', contains: 'ready' }, 'OK', /^200, of a body/],
    ['a text that may lie behind it', 'x'.repeat(70_000), { on: 'body', contains: 'ready' }, 'OK', /not proven: body: expected text/],
    ['a text that must not be there', `ready ${'x'.repeat(70_000)}`, { on: 'body', contains: 'ready', not: true }, 'UNHEALTHY', /no text/],
    ['a text that must not be there, as far as read', 'x'.repeat(70_000), { on: 'body', contains: 'ready', not: true }, 'OK', /not proven/],
    ['another text of any length', 'x'.repeat(70_000), { on: 'body', equals: 'ready' }, 'UNHEALTHY', /expected "ready"/],
    ['a value before the cap', `{"a":1,"b":"${'x'.repeat(70_000)}"}`, { on: 'json', path: '$.a', equals: '1' }, 'OK', /^200, of a body/],
    ['the wrong value before it', `{"a":2,"b":"${'x'.repeat(70_000)}"}`, { on: 'json', path: '$.a', equals: '1' }, 'UNHEALTHY', /got "2"/],
    ['a value behind it', `{"a":1,"b":"${'x'.repeat(70_000)}"}`, { on: 'json', path: '$.c', equals: '1' }, 'OK', /not proven: \$\.c/],
    ['no JSON before it', 'x'.repeat(70_000), { on: 'json', path: '$.a', equals: '1' }, 'OK', /not proven: \$\.a/],
  ])('of a body longer than the cap: %s', async (_name, body, assertion, outcome, detail) => {
    expect(await probe(body, { assertions: [assertion] })).toMatchObject({ outcome, detail: expect.stringMatching(detail) });
  });

  test('a byte order mark is no part of the body', async () => {
    expect(await probe('\ufeff{"a":1}', { assertions: [{ on: 'json', path: '$.a', equals: '1' }] })).toMatchObject({ outcome: 'OK' });
  });

  test('a value nested deeper than the stack', async () => {
    const assertions: AssertionPlan[] = [{ on: 'json', path: '$', contains: 'nothing' }];
    expect(await probe('['.repeat(30_000) + ']'.repeat(30_000), { assertions })).toMatchObject({ outcome: 'UNHEALTHY' });
  });

  test('control characters of an actual value do not reach the detail', async () => {
    const { detail } = await probe('{"a":"\\u001b[31mred\\u0007\\n"}', { assertions: [{ on: 'json', path: '$.a', equals: 'x' }] });
    expect(detail).toBe('200, $.a: expected "x", got "red"');
  });
});

describe('freshness', () => {
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toUTCString();
  test.each<[name: string, headers: Record<string, string>, outcome: string]>([
    ['young', { age: '5' }, 'OK'],
    ['old', { age: '61' }, 'UNHEALTHY'],
    ['an age that is none', { age: 'old' }, 'OK'],
    ['an old date', { date: ago(90) }, 'UNHEALTHY'],
    ['a date just now', { date: ago(0) }, 'OK'],
    ['a date in the future', { date: ago(-90) }, 'OK'],
    ['a date that is none', { date: 'yesterday' }, 'OK'],
  ])('%s', async (_name, headers, outcome) => {
    const result = await probe('fine', { maxAgeSeconds: 60 }, headers);
    expect(result).toMatchObject({ outcome });
    if (outcome === 'UNHEALTHY') {
      expect(result.detail).toMatch(/^200, stale answer: expected one of the last 60 s, got one made \d+ s ago$/);
    }
  });
});

describe('paths', () => {
  test.each<[path: string, steps: Array<string | number> | undefined]>([
    ['$', []],
    ['$.a.b-c[0]["d e"][\'f.g\']', ['a', 'b-c', 0, 'd e', 'f.g']],
    ['', undefined],
    ['a', undefined],
    ['$a', undefined],
    ['$.', undefined],
    ['$..a', undefined],
    ['$[*]', undefined],
    ['$[-1]', undefined],
    ['$["a]', undefined],
  ])('%s', (path, steps) => expect(parseJsonPath(path)).toEqual(steps));

  test('own members only', () => {
    expect(valueAt({ a: [1] }, ['a', 0])).toEqual({ value: 1 });
    expect(valueAt({ a: [1] }, ['a', 'length'])).toBeUndefined();
    expect(valueAt('text', [0])).toBeUndefined();
    expect(valueAt({}, ['__proto__'])).toBeUndefined();
  });
});
