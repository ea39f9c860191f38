import { names, read } from './answers';
import type { Outcome } from '../../../../lambda/shared/check-result';
import type { CustomFormatPlan } from '../../../../src/shared/plan';

/** Shapes that no one product has alone: status code, body, outcome, components, and what the detail has to say. */
test.each<[name: string, status: number, body: unknown, outcome: Outcome, components: string[], says: RegExp]>([
  ['a list of failures', 200, { status: 'Partially Available', failures: { mq: 'refused' } }, 'DEGRADED', ['mq DOWN'], /refused/],
  ['what a component is, is none', 200, { status: 'OK', component: { name: 'shop', version: '1' } }, 'OK', [], /^200, status OK$/],
  [
    'GitLab', 503,
    { status: 'failed', master_check: [{ status: 'failed', message: 'unexpected result' }] },
    'UNHEALTHY', ['master_check DOWN'], /result/,
  ],
  [
    'one that is not critical', 200,
    { status: 'UP', checks: [{ name: 'mail', healthy: false, critical: false }] },
    'DEGRADED', ['mail DOWN'], /mail/,
  ],
  [
    'AdonisJS 5, with 400', 400,
    { healthy: false, report: { db: { health: { healthy: false, message: 'gone' } } } },
    'UNHEALTHY', ['db DOWN'], /gone/,
  ],
  ['any API with 400', 400, { status: 'error', message: 'Bad Request' }, 'REQUEST_REFUSED', [], /Host header/],
  [
    'django-watchman', 200,
    { databases: [{ default: { ok: false, error: 'refused' } }], caches: [] },
    'UNHEALTHY', ['databases/default DOWN'], /refused/,
  ],
  ['counts', 200, { healthy_count: 2, unhealthy_count: 1 }, 'DEGRADED', [], /1 unhealthy/],
  ['counts, none well', 200, { healthy_count: 0, unhealthy_count: 3 }, 'UNHEALTHY', [], /3 unhealthy/],
  ['maintenance', 200, { installed: true, maintenance: true, version: '1' }, 'OUT_OF_SERVICE', [], /maintenance/],
  ['no maintenance', 200, { installed: true, maintenance: false, needsDbUpgrade: false, version: '1' }, 'OK', [], /^200$/],
  ['a standby', 429, { initialized: true, sealed: false, standby: true, server_time_utc: 1 }, 'OUT_OF_SERVICE', [], /standby/],
  ['sealed', 503, { initialized: true, sealed: true, standby: true, server_time_utc: 1 }, 'UNHEALTHY', [], /sealed/],
  ['CouchDB in maintenance', 404, { status: 'maintenance_mode' }, 'OUT_OF_SERVICE', [], /maintenance_mode/],
  ['a server that is not ready, enveloped', 200, { value: { ready: false, message: 'Grid not ready' } }, 'NOT_YET', [], /Grid not ready/],
  ['an envelope that is well around one that is not', 200, { status: 'success', data: { status: 'DOWN' } }, 'UNHEALTHY', [], /DOWN/],
  ['another API', 200, { orders: [{ id: 1, total: 3 }], next: null }, 'OK', [], /^200$/],
  ['an order', 200, { id: 'a', total: 3, items: [{ status: 'shipped' }] }, 'OK', [], /^200$/],
  ['a loading model', 503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, 'NOT_YET', [], /Loading model/],
  ['a site that starts', 503, { errors: [{ message: 'Site is starting up, please wait' }] }, 'NOT_YET', [], /starting up/],
  ['text with a reason', 200, 'WARN: inconsistent objects in schema', 'DEGRADED', [], /inconsistent/],
  ['text of two lines', 200, 'DOWN\nthe hill', 'OK', [], /^200$/],
  ['lightship', 500, 'SERVER_IS_NOT_READY', 'NOT_YET', [], /SERVER_IS_NOT_READY/],
  ['Kubernetes', 500, '[+]ping ok\n[-]etcd failed: reason withheld\nhealthz check failed\n', 'UNHEALTHY', ['etcd DOWN'], /reason withheld/],
  ['QuestDB', 200, 'Status: Unhealthy', 'UNHEALTHY', [], /Unhealthy/],
  ['XML', 503, '<health><status>OUT_OF_SERVICE</status></health>', 'OUT_OF_SERVICE', [], /OUT_OF_SERVICE/],
  [
    'a page with 503', 503,
    '<html><title>Down for maintenance</title></html>',
    'OUT_OF_SERVICE', [], /an HTML page: "Down for maintenance"/,
  ],
  ['prose that is not ready', 503, 'Ingester not ready: waiting for 15s', 'NOT_YET', [], /Ingester/],
  ['prose with another code', 500, 'is shutting down', 'UNHEALTHY', [], /shutting down/],
  ['a plain request at a TLS port', 400, 'Client sent an HTTP request to an HTTPS server.', 'OTHER_PROTOCOL', [], /speaks TLS/],
])('%s', (_name, status, body, outcome, components, says) => {
  const result = read('auto', status, body, { contentType: '', authority: '10.0.1.7:3000' });
  expect(result).toMatchObject({ outcome, detail: expect.stringMatching(says) });
  expect(names(result)).toEqual(components);
});

test('headers tell what the body does not', () => {
  expect(read('auto', 503, '', { retryAfter: '30' })).toMatchObject({
    outcome: 'OVERLOADED', detail: expect.stringContaining('retry after 30 s'),
  });
  expect(read('auto', 503, '<html>Sorry</html>', { retryAfter: '30' }).outcome).toBe('OUT_OF_SERVICE');
  expect(read('auto', 429, '')).toMatchObject({ outcome: 'OVERLOADED', detail: expect.stringContaining('limiting requests') });
  expect(read('auto', 301, '', { location: 'https://me:secret@shop.example/up' }).detail).toBe(
    'expected 200-299, got 301 to https://shop.example/up (it forces HTTPS: exempt the health path), and redirects are not followed',
  );
  expect(read('auto', 421, '', { authority: '10.0.1.7:3000' }).detail).toContain(
    'Host header (10.0.1.7:3000, as the load balancer sends it)',
  );
});

test.each([
  ['postgresql://me:hunter2@db:5432/x refused', 'postgresql://db:5432/x refused'],
  ['login failed, password=hunter2', 'login failed, password=***'],
  ['Authorization: Bearer abcdef123456', 'Authorization: Bearer ***'],
  ['AKIAIOSFODNN7EXAMPLE is not allowed', '*** is not allowed'],
  ['org.postgresql.util.PSQLException: refused', 'PSQLException: refused'],
])('a reason is told without its secrets: %s', (message, told) => {
  expect(read('auto', 503, { status: 'DOWN', message }).detail).toBe(`expected 200-299, got 503, status DOWN: ${told}`);
});

describe('a format of the user', () => {
  const format: CustomFormatPlan = {
    name: 'ours',
    status: '$.meta.level',
    up: ['fine'],
    degraded: ['limping'],
    outOfService: ['lunch'],
    notYet: ['yawning'],
    down: ['sick', '0'],
    components: '$.organs',
    componentName: 'organ',
  };
  test.each<[level: unknown, status: number, outcome: Outcome]>([
    ['fine', 200, 'OK'], ['Limping', 200, 'DEGRADED'], ['lunch', 503, 'OUT_OF_SERVICE'], ['yawning', 200, 'NOT_YET'],
    ['sick', 200, 'UNHEALTHY'],
    [0, 200, 'UNHEALTHY'], ['DOWN', 200, 'UNHEALTHY'], ['purple', 200, 'OK'], ['purple', 500, 'UNHEALTHY'], ['fine', 404, 'MISSING'],
  ])('%s with %d', (level, status, outcome) => {
    expect(read(format, status, { meta: { level } }).outcome).toBe(outcome);
  });

  test('its components', () => {
    expect(names(read(format, 200, { meta: { level: 'sick' }, organs: [{ organ: 'heart', status: 'down' }] }))).toEqual(['heart DOWN']);
  });

  test('another answer is not this format', () => {
    expect(read(format, 200, { status: 'UP' })).toMatchObject({
      outcome: 'MISSING', detail: expect.stringContaining('in the format ours'),
    });
  });
});

test('of a body that was cut, what stands before the cut counts', () => {
  const cut = (text: string) => read('auto', 200, text, { complete: false });
  expect(cut('{"status":"DOWN","components":{"db":{"status":"DOWN","details":{"a":"b')).toMatchObject({
    outcome: 'UNHEALTHY', components: [{ name: 'db', status: 'DOWN' }],
  });
  // What comes later may say how the whole is.
  expect(cut('{"components":{"db":{"status":"DOWN"},"cache":{"sta').outcome).toBe('OK');
});
