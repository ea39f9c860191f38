import { names, read } from './answers';
import type { Outcome } from '../../../../lambda/report/report';

const down = { db: { status: 'down', message: 'connect ECONNREFUSED' } };
const up = { cache: { status: 'up' } };

test.each<[name: string, status: number, body: unknown, outcome: Outcome, components: string[]]>([
  ['ok', 200, { status: 'ok', info: up, error: {}, details: up }, 'OK', []],
  ['error', 503, { status: 'error', info: up, error: down, details: { ...up, ...down } }, 'UNHEALTHY', ['db DOWN']],
  ['shutting down', 503, { status: 'shutting_down', info: up, error: {}, details: up }, 'OUT_OF_SERVICE', []],
  ['shutting down with something down', 503, { status: 'shutting_down', info: {}, error: down, details: down }, 'OUT_OF_SERVICE', ['db DOWN']],
  ['degraded (12)', 200, { status: 'degraded', info: { search: { status: 'degraded' } }, error: {}, details: { search: { status: 'degraded' } } }, 'DEGRADED', ['search DEGRADED']],
  ['ok with a down in the details', 200, { status: 'ok', info: up, error: {}, details: { ...up, ...down } }, 'UNHEALTHY', ['db DOWN']],
  ['ok with a down in error alone', 200, { status: 'ok', error: down }, 'UNHEALTHY', ['db DOWN']],
  ['12 with response times and caches', 200, { status: 'ok', info: {}, error: {}, details: { db: { status: 'up', responseTime: 3, cachedResponse: true } } }, 'OK', []],
  ['wrapped by an exception filter', 503, { statusCode: 503, message: 'Service Unavailable Exception', error: { status: 'error', info: {}, error: down, details: down } }, 'UNHEALTHY', ['db DOWN']],
  ['shutting down, wrapped twice', 503, { ok: false, data: { response: { status: 'shutting_down', info: {}, error: {}, details: {} } } }, 'OUT_OF_SERVICE', []],
  ['a throw that nobody expected', 500, { statusCode: 500, message: 'Internal server error' }, 'UNHEALTHY', []],
  ['a bare status', 200, { status: 'ok' }, 'OK', []],
  ['of another format', 200, { status: 'UP', components: {} }, 'UNHEALTHY', []],
  ['details of another kind', 200, { status: 'ok', details: { a: null, b: 'down', c: ['down'], d: { status: 7 } } }, 'OK', []],
])('%s', (_name, status, body, outcome, components) => {
  const result = read('terminus', status, body);
  expect(result.outcome).toBe(outcome);
  expect(names(result)).toEqual(components);
});

test('messages of indicators stay out of the detail', () => {
  expect(read('terminus', 503, { status: 'error', error: down, details: down }).detail).toBe('expected 200-299, got 503, status error: db DOWN');
});
