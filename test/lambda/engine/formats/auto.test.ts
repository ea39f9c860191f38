import * as fc from 'fast-check';
import { names, read } from './answers';
import type { Outcome } from '../../../../lambda/report/report';
import type { FormatName } from '../../../../src/verification/plan';

test.each<[name: string, status: number, body: unknown, outcome: Outcome, components: string[]]>([
  ['Actuator', 503, { status: 'DOWN', components: { db: { status: 'DOWN' } } }, 'UNHEALTHY', ['db DOWN']],
  ['Actuator 2.1', 503, { status: 'DOWN', details: { db: { status: 'DOWN' } } }, 'UNHEALTHY', ['db DOWN']],
  ['Actuator with a status of its own', 200, { status: 'FATAL', components: { db: { status: 'DOWN' } } }, 'UNHEALTHY', ['db DOWN']],
  ['Terminus', 200, { status: 'ok', details: { db: { status: 'down' } } }, 'UNHEALTHY', ['db DOWN']],
  ['Terminus, wrapped', 503, { statusCode: 503, error: { status: 'shutting_down', details: {} } }, 'OUT_OF_SERVICE', []],
  ['health+json', 200, { status: 'ok', checks: { db: [{ status: 'warn' }] } }, 'OK', ['db DEGRADED']],
  ['a bare status', 200, { status: 'ok' }, 'OK', []],
  ['a bare status that is down', 200, { status: 'unhealthy' }, 'UNHEALTHY', []],
  ['JSON of another kind', 200, { status: 'success', data: [] }, 'OK', []],
  ['a problem of another kind', 503, { status: 503, title: 'Service Unavailable' }, 'UNHEALTHY', []],
  ['a list', 200, '[{"status":"DOWN"}]', 'OK', []],
  ['a page', 200, '<html>DOWN</html>', 'OK', []],
  ['nothing', 204, '', 'OK', []],
  ['broken JSON', 200, '{"status":"DOWN"', 'OK', []],
])('%s', (_name, status, body, outcome, components) => {
  const result = read('auto', status, body);
  expect(result.outcome).toBe(outcome);
  expect(names(result)).toEqual(components);
});

test('the content type tells health+json where the status is of its own', () => {
  const body = { status: 'unsure', checks: { db: [{ status: 'fail' }] } };
  expect(read('auto', 200, body, { contentType: 'application/health+json; charset=utf-8' }).outcome).toBe('UNHEALTHY');
  expect(read('auto', 200, body).outcome).toBe('OK');
});

test('with status-only no body counts', () => {
  expect(read('status-only', 200, { status: 'DOWN' }).outcome).toBe('OK');
  expect(read('status-only', 302, '')).toMatchObject({ outcome: 'MISSING', detail: 'expected 200-299, got 302 (redirects are not followed)' });
});

describe('any body is read without an exception, to a bounded result', () => {
  const formats = fc.constantFrom<FormatName>('auto', 'actuator', 'terminus', 'health-json', 'status-only');
  const word = fc.oneof(fc.constantFrom('UP', 'down', 'ok', 'error', 'shutting_down', 'warn', 'OUT_OF_SERVICE', 'unknown', 'WILL_EXPIRE_SOON'), fc.string({ unit: 'binary' }));
  const depth = { depthIdentifier: 'tree', maxDepth: 3 };
  const { tree } = fc.letrec((tie) => {
    const parts = fc.oneof(depth, fc.jsonValue({ maxDepth: 1 }), tie('parts'));
    return {
      tree: fc.record({
        status: fc.oneof(word, fc.jsonValue({ maxDepth: 1 })), components: parts, details: parts, error: parts, checks: parts,
      }, { requiredKeys: [] }),
      parts: fc.dictionary(
        fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'toString', 'db', 'ssl')),
        fc.oneof(depth, fc.record({ status: word }), tie('tree'), fc.array(tie('tree'), { maxLength: 2 })),
        { maxKeys: 3 },
      ),
    };
  });
  const body = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), tree.map((value) => JSON.stringify(value)));

  test('bounds', () => {
    fc.assert(fc.property(formats, fc.integer({ min: 100, max: 599 }), body, fc.boolean(), (format, status, text, complete) => {
      const result = read(format, status, text, { complete, maxAgeSeconds: 60 });
      expect(['OK', 'UNHEALTHY', 'MISSING', 'OUT_OF_SERVICE', 'DEGRADED', 'CERTIFICATE_INVALID', 'CERTIFICATE_EXPIRING']).toContain(result.outcome);
      expect(result.detail.length).toBeLessThanOrEqual(200);
      expect(result.components.length).toBeLessThanOrEqual(20);
      for (const { name, status: componentStatus } of result.components) {
        expect(name.length).toBeLessThanOrEqual(120);
        expect(name).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(componentStatus).not.toBe('UP');
      }
    }), { numRuns: 500 });
  });

  test('a code that is not accepted is never well', () => {
    fc.assert(fc.property(formats, fc.integer({ min: 300, max: 599 }), body, (format, status, text) => {
      expect(['OK', 'DEGRADED', 'CERTIFICATE_EXPIRING']).not.toContain(read(format, status, text).outcome);
    }), { numRuns: 300 });
  });
});
