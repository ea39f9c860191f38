import { names, read } from './answers';
import type { Outcome } from '../../../../lambda/shared/check-result';

test.each<[name: string, status: number, body: unknown, outcome: Outcome, components: string[]]>([
  ['pass', 200, { status: 'pass', checks: { 'db:latency': [{ status: 'pass' }] } }, 'OK', []],
  ['ok', 200, { status: 'OK' }, 'OK', []],
  ['up', 200, { status: 'Up' }, 'OK', []],
  ['warn', 200, { status: 'WARN', checks: { disk: [{ status: 'warn' }] } }, 'DEGRADED', ['disk DEGRADED']],
  [
    'fail',
    503,
    { status: 'fail', checks: { 'db:latency': [{ status: 'fail' }], 'cache': [{ status: 'pass' }] } },
    'UNHEALTHY',
    ['db:latency DOWN'],
  ],
  ['error', 500, { status: 'error' }, 'UNHEALTHY', []],
  ['down with 200', 200, { status: 'down' }, 'UNHEALTHY', []],
  ['warn with a code that is not accepted', 503, { status: 'warn' }, 'UNHEALTHY', []],
  [
    'several nodes of a check',
    503,
    { status: 'fail', checks: { cpu: [{ componentId: 'a', status: 'fail' }, { componentId: 'b', status: 'pass' }, { status: 'warn' }] } },
    'UNHEALTHY',
    ['cpu/a DOWN', 'cpu DEGRADED'],
  ],
  ['one node without the array', 503, { status: 'fail', checks: { db: { status: 'fail' } } }, 'UNHEALTHY', ['db DOWN']],
  ['checks of another kind', 200, { status: 'pass', checks: [1, 'x', null] }, 'OK', []],
  ['a status of its own leaves it to the checks', 200, { status: 'so so', checks: { db: [{ status: 'fail' }] } }, 'UNHEALTHY', ['db DOWN']],
  ['no status', 200, { checks: {} }, 'MISSING', []],
])('%s', (_name, status, body, outcome, components) => {
  const result = read('health-json', status, body);
  expect(result.outcome).toBe(outcome);
  expect(names(result)).toEqual(components);
});
