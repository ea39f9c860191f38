import { names, read } from './answers';
import type { Outcome } from '../../../../lambda/shared/check-result';

test.each<[name: string, status: number, body: unknown, outcome: Outcome, components: string[]]>([
  ['UP with hidden components', 200, { status: 'UP' }, 'OK', []],
  ['UP', 200, { status: 'UP', components: { db: { status: 'UP', details: { database: 'H2' } } } }, 'OK', []],
  ['DOWN', 503, { status: 'DOWN', components: { db: { status: 'DOWN' }, disk: { status: 'UP' } } }, 'UNHEALTHY', ['db DOWN']],
  ['DOWN that is mapped to 200', 200, { status: 'DOWN' }, 'UNHEALTHY', []],
  ['UP with a code that is not accepted', 500, { status: 'UP' }, 'UNHEALTHY', []],
  ['OUT_OF_SERVICE', 503, { status: 'OUT_OF_SERVICE' }, 'OUT_OF_SERVICE', []],
  [
    'out of service, as readiness says it',
    503,
    { status: 'OUT_OF_SERVICE', components: { readinessState: { status: 'OUT_OF_SERVICE' } } },
    'OUT_OF_SERVICE',
    ['readinessState OUT_OF_SERVICE'],
  ],
  ['other case and punctuation', 503, { status: 'out-of-Service' }, 'OUT_OF_SERVICE', []],
  ['UNKNOWN is answered with 200', 200, { status: 'UNKNOWN' }, 'OK', []],
  ['liveness BROKEN', 503, { status: 'BROKEN' }, 'UNHEALTHY', []],
  ['certificate expires soon', 200, { status: 'WILL_EXPIRE_SOON' }, 'CERTIFICATE_EXPIRING', []],
  [
    'a certificate that expires soon never reaches the root',
    200,
    { status: 'UP', components: { ssl: { status: 'WILL_EXPIRE_SOON' }, ping: { status: 'UP' } } },
    'CERTIFICATE_EXPIRING',
    ['ssl DEGRADED'],
  ],
  [
    'a group of nothing but certificates',
    200,
    { status: 'UNKNOWN', components: { ssl: { status: 'WILL_EXPIRE_SOON', details: { expiringChains: [] } } } },
    'CERTIFICATE_EXPIRING',
    ['ssl DEGRADED'],
  ],
  [
    'expiring hides nothing worse',
    503,
    { status: 'DOWN', components: { ssl: { status: 'WILL_EXPIRE_SOON' }, db: { status: 'DOWN' } } },
    'UNHEALTHY',
    ['db DOWN', 'ssl DEGRADED'],
  ],
  [
    'an expired certificate is no drain',
    503,
    { status: 'OUT_OF_SERVICE', components: { ssl: { status: 'OUT_OF_SERVICE' }, ping: { status: 'UP' } } },
    'CERTIFICATE_INVALID',
    ['ssl OUT_OF_SERVICE'],
  ],
  [
    'a drain with an expired certificate',
    503,
    { status: 'OUT_OF_SERVICE', components: { ssl: { status: 'OUT_OF_SERVICE' }, readinessState: { status: 'OUT_OF_SERVICE' } } },
    'OUT_OF_SERVICE',
    ['ssl OUT_OF_SERVICE', 'readinessState OUT_OF_SERVICE'],
  ],
  [
    'a group with show-components but without details',
    503,
    { status: 'OUT_OF_SERVICE', components: { db: { status: 'UP' }, readinessState: { status: 'OUT_OF_SERVICE' } }, groups: ['readiness'] },
    'OUT_OF_SERVICE',
    ['readinessState OUT_OF_SERVICE'],
  ],
  [
    'components nested',
    503,
    { status: 'DOWN', components: { brokers: { status: 'DOWN', components: { orders: { status: 'DOWN' }, mail: { status: 'UP' } } } } },
    'UNHEALTHY',
    ['brokers DOWN', 'brokers/orders DOWN'],
  ],
  [
    'details of Spring Boot before 2.2, nested',
    503,
    {
      status: 'DOWN',
      details: { dbs: { status: 'DOWN', details: { a: { status: 'DOWN', details: { error: 'x' } }, b: { status: 'UP' } } } },
    },
    'UNHEALTHY',
    ['dbs DOWN', 'dbs/a DOWN'],
  ],
  [
    'facts of a component are no components',
    200,
    { status: 'UP', components: { a: { status: 'UP', details: { peer: { status: 'DOWN' } } } } },
    'OK',
    [],
  ],
  ['the root decides over its components', 200, { status: 'UP', components: { optional: { status: 'DOWN' } } }, 'OK', ['optional DOWN']],
  ['a status of its own, accepted', 200, { status: 'WARMING_CACHES' }, 'OK', []],
  ['a status of its own, not accepted', 503, { status: 'FATAL' }, 'UNHEALTHY', []],
  [
    'a status of its own, above components',
    200,
    { status: 'FATAL', components: { a: { status: 'DOWN' }, b: { status: 'FATAL' } } },
    'UNHEALTHY',
    ['a DOWN', 'b DOWN'],
  ],
  [
    'a status of its own beside components that are well',
    200,
    { status: 'HALF_OPEN', components: { a: { status: 'UP' } } },
    'DEGRADED',
    [],
  ],
  [
    'Spring Boot 1',
    503,
    { status: 'DOWN', diskSpace: { status: 'UP', total: 1 }, db: { status: 'DOWN', error: 'x' } },
    'UNHEALTHY',
    ['db DOWN'],
  ],
  ['groups', 200, { status: 'UP', groups: ['liveness', 'readiness'] }, 'OK', []],
  ['no status', 200, { components: {} }, 'MISSING', []],
  ['a status that is no word', 200, { status: 200 }, 'MISSING', []],
  ['no JSON', 200, '<html>', 'MISSING', []],
  ['no object', 200, '["UP"]', 'MISSING', []],
  ['nothing at 404', 404, { status: 'DOWN' }, 'MISSING', []],
])('%s', (_name, status, body, outcome, components) => {
  const result = read('actuator', status, body);
  expect(result.outcome).toBe(outcome);
  expect(names(result)).toEqual(components);
});

test('the detail names what was expected, what was got and the worst components first', () => {
  const result = read('actuator', 503, {
    status: 'DOWN',
    components: { a: { status: 'UNKNOWN' }, b: { status: 'OUT_OF_SERVICE' }, c: { status: 'DOWN' } },
  });
  expect(result.detail).toBe('expected 200-299, got 503, status DOWN: c DOWN, b OUT_OF_SERVICE, a UNKNOWN');
});

test('a forced format that is not there says so', () => {
  const detail = '200, but expected a body in the format actuator, got "fine"';
  expect(read('actuator', 200, 'fine')).toMatchObject({ status: 'DOWN', detail });
});

test('a body that was cut at the cap is no reason to call the service unhealthy', () => {
  expect(read('actuator', 200, '{"status":"UP","components":{', { complete: false })).toMatchObject({
    outcome: 'OK',
    detail: '200, status UP, of a body that is too long or deep to be read as a whole',
  });
  expect(read('actuator', 503, '{"status":"UP","components":{', { complete: false })).toMatchObject({ outcome: 'UNHEALTHY' });
});

test('100 components that are down become 20, with names of bounded length', () => {
  const components = Object.fromEntries(Array.from({ length: 100 }, (_value, index) => [`${index}${'n'.repeat(500)}`, { status: 'DOWN' }]));
  const result = read('actuator', 503, { status: 'DOWN', components });
  expect(result.components).toHaveLength(20);
  expect(Math.max(...result.components.map(({ name }) => name.length))).toBeLessThanOrEqual(120);
});

test('10,000 levels are walked without a stack overflow', () => {
  const result = read('actuator', 503, `${'{"status":"DOWN","components":{"a":'.repeat(10_000)}{}${'}}'.repeat(10_000)}`);
  expect(result.outcome).toBe('UNHEALTHY');
  expect(result.components).toHaveLength(20);
});

test('the sample of the Spring Boot reference, whichever member comes first', () => {
  const body = {
    components: {
      broker: {
        components: { us1: { details: { version: '1.0.2' }, status: 'UP' }, us2: { details: { version: '1.0.4' }, status: 'UP' } },
        status: 'UP',
      },
      db: { details: { database: 'H2', validationQuery: 'isValid()' }, status: 'UP' },
      diskSpace: {
        details: { total: 76887154688, free: 46753374208, threshold: 10485760, path: '/home/runner/.', exists: true },
        status: 'UP',
      },
    },
    status: 'UP',
  };
  expect(read('actuator', 200, body, { contentType: 'application/vnd.spring-boot.actuator.v3+json' })).toMatchObject({
    outcome: 'OK',
    detail: '200, status UP',
    components: [],
  });
  expect(read('auto', 200, body).outcome).toBe('OK');
});

test('ages among the facts of a component are none of ours', () => {
  expect(
    read(
      'actuator',
      200,
      { status: 'UP', components: { db: { status: 'UP', details: { time: '2001-01-01T00:00:00Z' } } } },
      { maxAgeSeconds: 1 },
    ).outcome,
  ).toBe('OK');
});
