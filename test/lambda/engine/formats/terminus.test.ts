import { names, read } from './answers';
import type { Outcome } from '../../../../lambda/shared/check-result';

const down = { db: { status: 'down', message: 'connect ECONNREFUSED' } };
const up = { cache: { status: 'up' } };

test.each<[name: string, status: number, body: unknown, outcome: Outcome, components: string[]]>([
  ['ok', 200, { status: 'ok', info: up, error: {}, details: up }, 'OK', []],
  ['error', 503, { status: 'error', info: up, error: down, details: { ...up, ...down } }, 'UNHEALTHY', ['db DOWN']],
  ['shutting down', 503, { status: 'shutting_down', info: up, error: {}, details: up }, 'OUT_OF_SERVICE', []],
  [
    'shutting down with something down',
    503,
    { status: 'shutting_down', info: {}, error: down, details: down },
    'OUT_OF_SERVICE',
    ['db DOWN'],
  ],
  [
    'degraded (12)',
    200,
    { status: 'degraded', info: { search: { status: 'degraded' } }, error: {}, details: { search: { status: 'degraded' } } },
    'DEGRADED',
    ['search DEGRADED'],
  ],
  ['ok with a down in the details', 200, { status: 'ok', info: up, error: {}, details: { ...up, ...down } }, 'UNHEALTHY', ['db DOWN']],
  ['ok with a down in error alone', 200, { status: 'ok', error: down }, 'UNHEALTHY', ['db DOWN']],
  [
    '12 with response times and caches',
    200,
    { status: 'ok', info: {}, error: {}, details: { db: { status: 'up', responseTime: 3, cachedResponse: true } } },
    'OK',
    [],
  ],
  [
    'wrapped by an exception filter',
    503,
    { statusCode: 503, message: 'Service Unavailable Exception', error: { status: 'error', info: {}, error: down, details: down } },
    'UNHEALTHY',
    ['db DOWN'],
  ],
  [
    'shutting down, wrapped twice',
    503,
    { ok: false, data: { response: { status: 'shutting_down', info: {}, error: {}, details: {} } } },
    'OUT_OF_SERVICE',
    [],
  ],
  ['a throw that nobody expected', 500, { statusCode: 500, message: 'Internal server error' }, 'UNHEALTHY', []],
  ['a bare status', 200, { status: 'ok' }, 'OK', []],
  [
    'a down that was answered rather than thrown (nest #8795)',
    200,
    { status: 'ok', info: { docs: { status: 'down' } }, error: {}, details: { docs: { status: 'down' } } },
    'UNHEALTHY',
    ['docs DOWN'],
  ],
  [
    'degraded with something down',
    503,
    { status: 'error', info: { search: { status: 'degraded' } }, error: down, details: { ...down, search: { status: 'degraded' } } },
    'UNHEALTHY',
    ['db DOWN', 'search DEGRADED'],
  ],
  ['of another format', 200, { status: 'UP', components: {} }, 'MISSING', []],
  ['details of another kind', 200, { status: 'ok', details: { a: null, b: 'down', c: ['down'], d: { status: 7 } } }, 'OK', []],
])('%s', (_name, status, body, outcome, components) => {
  const result = read('terminus', status, body);
  expect(result.outcome).toBe(outcome);
  expect(names(result)).toEqual(components);
});

test('the message of the first indicator that is down is told', () => {
  expect(read('terminus', 503, { status: 'error', error: down, details: down }).detail).toBe(
    'expected 200-299, got 503, status error: db DOWN (connect ECONNREFUSED)',
  );
});

describe('wrapped in the shapes that filters and interceptors usually make', () => {
  const sick = { status: 'error', info: up, error: down, details: { ...up, ...down } };
  const leaving = { status: 'shutting_down', info: up, error: {}, details: up };
  test.each<[name: string, wrap: (health: object) => object]>([
    [
      'beside a status code, as message',
      (message) => ({ statusCode: 503, timestamp: '2026-11-20T03:12:00.000Z', path: '/health', message }),
    ],
    ['as response', (response) => ({ statusCode: 503, path: '/health', response })],
    ['as error', (error) => ({ success: false, error })],
    [
      'as details of an error',
      (details) => ({ success: false, error: { code: 'SERVICE_UNAVAILABLE', message: 'Service Unavailable Exception', details } }),
    ],
    ['as data of an envelope', (data) => ({ code: 503, message: 'Service Unavailable Exception', data })],
    ['as result', (result) => ({ ok: false, result })],
    ['in a list of errors', (message) => ({ errors: [{ code: 503, message }] })],
    ['as text', (health) => ({ statusCode: 503, message: JSON.stringify(health) })],
    ['spread, with members added', (health) => ({ ...health, statusCode: 503, timestamp: '2026-11-20T03:12:00.000Z' })],
  ])('%s', (_name, wrap) => {
    for (const format of ['terminus', 'auto'] as const) {
      expect(names(read(format, 503, wrap(sick)))).toEqual(['db DOWN']);
      expect(read(format, 503, wrap(leaving)).outcome).toBe('OUT_OF_SERVICE');
    }
  });

  test('spread, with its status overwritten by the number: the indicators still tell', () => {
    const result = read('auto', 503, { ...sick, status: 503 });
    expect(result).toMatchObject({ outcome: 'UNHEALTHY', detail: 'expected 200-299, got 503: db DOWN (connect ECONNREFUSED)' });
    expect(read('auto', 200, { ...sick, status: 200 }).outcome).toBe('UNHEALTHY');
    expect(read('auto', 200, { status: 200, info: up, error: {}, details: up }).outcome).toBe('OK');
  });
});
