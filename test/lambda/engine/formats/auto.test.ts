import * as fc from 'fast-check';
import { expectBounded, names, read } from './answers';
import type { Outcome } from '../../../../lambda/shared/check-result';
import type { CustomFormatPlan, FormatName } from '../../../../src/shared/plan';
import { SEED } from '../../../runs';

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
  ['a list of checks', 200, '[{"name":"db","status":"DOWN"},{"name":"cache","status":"UP"}]', 'UNHEALTHY', ['db DOWN']],
  ['a list of another kind', 200, '[{"status":"DOWN"},{"id":1}]', 'OK', []],
  ['a page', 200, '<html>DOWN</html>', 'OK', []],
  ['nothing', 204, '', 'OK', []],
  ['broken JSON', 200, '{"status":"DOWN"', 'OK', []],
])('%s', (_name, status, body, outcome, components) => {
  const result = read('auto', status, body);
  expect(result.outcome).toBe(outcome);
  expect(names(result)).toEqual(components);
});

test('a status of its own leaves it to the parts; where they say nothing either, the code counts and the word is told', () => {
  const body = { status: 'unsure', checks: { db: [{ status: 'fail' }] } };
  expect(read('auto', 200, body, { contentType: 'application/health+json; charset=utf-8' }).outcome).toBe('UNHEALTHY');
  const vague = { ...body, checks: { db: [{ status: 'mostly' }] } };
  expect(read('auto', 200, vague)).toMatchObject({ outcome: 'OK', detail: '200, status unsure' });
});

test('with status-only no body counts', () => {
  expect(read('status-only', 200, { status: 'DOWN' }).outcome).toBe('OK');
  expect(read('status-only', 302, '')).toMatchObject({
    outcome: 'MISSING',
    detail: 'expected 200-299, got 302, a redirect without a location',
  });
});

const OUTCOMES: readonly Outcome[] = [
  'OK', 'UNHEALTHY', 'MISSING', 'OUT_OF_SERVICE', 'DEGRADED', 'CERTIFICATE_INVALID', 'CERTIFICATE_EXPIRING', 'REQUEST_REFUSED',
  'OVERLOADED', 'NOT_YET', 'OTHER_PROTOCOL',
];

const CUSTOM: CustomFormatPlan = {
  name: 'ours', status: '$.status', components: '$.components', componentName: 'id', up: ['fine'], down: ['bad'],
};

describe('any body is read without an exception, to a bounded result', () => {
  const formats = [
    'auto', 'actuator', 'terminus', 'health-json', 'microprofile', 'aspnet', 'dropwizard', 'status-only', CUSTOM,
  ] as const satisfies ReadonlyArray<FormatName | CustomFormatPlan>;
  const word = fc.oneof(
    fc.constantFrom(
      'UP', 'down', 'ok', 'error', 'shutting_down', 'warn', 'OUT_OF_SERVICE', 'unknown', 'WILL_EXPIRE_SOON', 'STARTING', 'Unhealthy', 'red',
      'unavailable: why', 'Service is starting up', 'FATAL', 'password=hunter2 postgresql://me:hunter2@db/x',
    ),
    fc.string({ unit: 'binary' }),
  );
  const depth = { depthIdentifier: 'tree', maxDepth: 3 };
  const { tree } = fc.letrec((tie) => {
    const parts = fc.oneof(depth, fc.jsonValue({ maxDepth: 1 }), tie('parts'));
    return {
      tree: fc.record({
        status: fc.oneof(word, fc.jsonValue({ maxDepth: 1 })),
        components: parts,
        details: parts,
        error: parts,
        checks: parts,
        data: parts,
        errors: parts,
        message: word,
        healthy: fc.boolean(),
        health: parts,
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
    fc.assert(fc.property(fc.integer({ min: 100, max: 599 }), body, fc.boolean(), (status, text, complete) => {
      for (const format of formats) {
        const result = read(format, status, text, { complete, maxAgeSeconds: 60 });
        expect(OUTCOMES).toContain(result.outcome);
        expectBounded(result);
      }
    }), { numRuns: 1000, seed: SEED });
  });

  test('a code that is not accepted is never well', () => {
    fc.assert(fc.property(fc.constantFrom(...formats), fc.integer({ min: 300, max: 599 }), body, (format, status, text) => {
      const { outcome } = read(format, status, text);
      expect(['OK', 'CERTIFICATE_EXPIRING', ...status === 429 ? [] : ['DEGRADED']]).not.toContain(outcome);
    }), { numRuns: 300 });
  });
});
