import { read } from './answers';
import type { Outcome } from '../../../../lambda/shared/check-result';
import type { FormatName } from '../../../../src/shared/plan';
import { Listeners } from '../listeners';
import { http, probeLocal } from '../targets';

const MAX_AGE = { maxAgeSeconds: 60 };
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000 - 200).toISOString();

function terminus(db: object, status = 'ok'): object {
  return {
    status,
    info: {},
    error: {},
    details: { db: { status: 'up', responseTime: 3, ...db }, cache: { status: 'up', responseTime: 1 } },
  };
}

test.each<[name: string, format: FormatName, status: number, body: object, outcome: Outcome, detail: string]>([
  [
    'health+json, fresh',
    'health-json',
    200,
    { status: 'pass', checks: { 'db:responseTime': [{ status: 'pass', time: ago(59) }] } },
    'OK',
    '200, status pass',
  ],
  [
    'health+json, one of two nodes is old',
    'health-json',
    200,
    {
      status: 'pass',
      checks: {
        db: [
          { componentId: 'a', status: 'pass', time: ago(10) },
          { componentId: 'b', status: 'pass', time: ago(300) },
        ],
      },
    },
    'UNHEALTHY',
    '200, status pass, stale: expected db/b of the last 60 s, got it from 300 s ago',
  ],
  [
    'health+json, the whole is old',
    'health-json',
    200,
    { status: 'warn', time: ago(61) },
    'UNHEALTHY',
    '200, status warn, stale: expected the answer of the last 60 s, got it from 61 s ago',
  ],
  [
    'health+json, old bad news are bad news',
    'health-json',
    503,
    { status: 'fail', checks: { db: [{ status: 'fail', time: ago(300) }] } },
    'UNHEALTHY',
    'expected 200-299, got 503, status fail: db DOWN, stale: expected db of the last 60 s, got it from 300 s ago',
  ],
  ['health+json, a clock that runs ahead', 'health-json', 200, { status: 'pass', time: ago(-300) }, 'OK', '200, status pass'],
  ['health+json, no time at all', 'health-json', 200, { status: 'pass', time: 'yesterday' }, 'OK', '200, status pass'],
  ['Terminus, from a cache of unknown age', 'terminus', 200, terminus({ cachedResponse: true }), 'OK', '200, status ok, from a cache: db'],
  ['Terminus, from a young cache', 'terminus', 200, terminus({ cachedResponse: true, ageSeconds: 5 }), 'OK', '200, status ok'],
  [
    'Terminus, from an old cache',
    'terminus',
    200,
    terminus({ cachedResponse: true, ageSeconds: 61 }),
    'UNHEALTHY',
    '200, status ok, stale: expected db of the last 60 s, got it from 61 s ago',
  ],
  [
    'Terminus, an age in milliseconds',
    'terminus',
    200,
    terminus({ ageMs: 90_000 }),
    'UNHEALTHY',
    '200, status ok, stale: expected db of the last 60 s, got it from 90 s ago',
  ],
  [
    'Terminus, a moment as epoch',
    'terminus',
    200,
    terminus({ checkedAt: Date.now() - 300_200 }),
    'UNHEALTHY',
    '200, status ok, stale: expected db of the last 60 s, got it from 300 s ago',
  ],
  [
    'Terminus, leaving on purpose with old indicators',
    'terminus',
    503,
    terminus({ cachedAt: ago(300) }, 'shutting_down'),
    'OUT_OF_SERVICE',
    'expected 200-299, got 503, status shutting_down, stale: expected db of the last 60 s, got it from 300 s ago',
  ],
])('%s', (_name, format, status, body, outcome, detail) => {
  expect(read(format, status, body, MAX_AGE)).toMatchObject({ outcome, detail });
  expect(read('auto', status, body, { ...MAX_AGE, contentType: 'application/health+json' })).toMatchObject({ outcome, detail });
});

test('where nobody asked for fresh answers, age is no matter', () => {
  expect(read('terminus', 200, terminus({ ageSeconds: 86_400 }))).toEqual({
    outcome: 'OK',
    status: 'UP',
    detail: '200, status ok',
    components: [],
  });
});

describe('over HTTP', () => {
  const listeners = new Listeners();
  afterEach(async () => listeners.close());

  test('the maximum age of an endpoint reaches the parts of its answer', async () => {
    const port = await listeners.answering(200, JSON.stringify({ status: 'pass', checks: { db: [{ status: 'pass', time: ago(300) }] } }));
    expect((await probeLocal(port, { readiness: http('/', { maxAgeSeconds: 60 }) })).readiness).toMatchObject({
      outcome: 'UNHEALTHY',
      detail: expect.stringContaining('stale: expected db of the last 60 s') as string,
    });
    expect((await probeLocal(port, { readiness: http('/', { maxAgeSeconds: 600 }) })).readiness).toMatchObject({ outcome: 'OK' });
  });

  test('a certificate that expires soon hides no failed assertion', async () => {
    const port = await listeners.answering(200, JSON.stringify({ status: 'UP', components: { ssl: { status: 'WILL_EXPIRE_SOON' } } }));
    expect((await probeLocal(port, { readiness: http() })).readiness).toMatchObject({
      outcome: 'CERTIFICATE_EXPIRING',
      status: 'DEGRADED',
    });
    const assertions = [{ on: 'json', path: '$.status', equals: 'DOWN' }] as const;
    expect((await probeLocal(port, { readiness: http('/', { assertions }) })).readiness).toMatchObject({ outcome: 'UNHEALTHY' });
  });
});
