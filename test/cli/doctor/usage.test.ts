import * as fc from 'fast-check';
import type { AccountFacts, ServiceFacts, Usage } from '../../../cli/doctor/facts';
import { loadOf, memoryOf, usageFindings } from '../../../cli/doctor/usage';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const PERIOD = 300_000;
const well: ServiceFacts = { cluster: 'prod', service: { serviceArn: 'arn', serviceName: 'web' } };

/** Values of the last periods, the latest last. */
function series(...values: readonly number[]) {
  return values.map((value, index) => ({ at: NOW - (values.length - index) * PERIOD, value }));
}

const using = (usage: Usage): Usage => ({ periodMs: PERIOD, ...usage });

test.each<[readonly number[], 'STARVED' | 'EASY' | undefined]>([
  [[20, 95], 'STARVED'],
  [[95, 20], 'EASY'],
  [[80], undefined],
  [[90], 'STARVED'],
  [[69.9], 'EASY'],
  [[], undefined],
])('CPU at %j %% is %s', (values, saw) => {
  expect(loadOf(using({ cpu: series(...values) }), NOW)?.saw).toBe(saw);
});

test('CPU that CloudWatch has of an hour ago says nothing of now', () => {
  expect(loadOf(using({ cpu: [{ at: NOW - 3_600_000, value: 99 }] }), NOW)).toBeUndefined();
  expect(loadOf(undefined, NOW)).toBeUndefined();
});

test('with the requests that came in the same time', () => {
  const usage = using({ cpu: series(50, 98), requests: series(7, 1_200), failed: series(0, 300), responseTime: series(0.1, 2.5) });
  expect(loadOf(usage, NOW)?.words).toBe('CloudWatch has CPU at 98 %, the average of 5 minutes from 11:55 UTC, '
    + 'with 1200 requests, 300 of them answered with 5xx, in 2.50 s on average');
});

test.each<[readonly number[], readonly string[]]>([
  [[40, 91, 40], ['FULL']],
  [[40, 50, 60, 70], ['CLIMBS']],
  [[85, 20, 35, 50, 65], ['CLIMBS']],
  [[40, 70, 70, 70, 70, 70], []],
  [[10, 20, 30, 40], []],
  [[70, 71, 72, 73], []],
  [[60, 80], []],
  [[], []],
])('memory at %j %% is %j', (values, sights) => {
  expect([...memoryOf(using({ memory: series(...values) })).keys()]).toEqual(sights);
});

test('memory that climbs, and CPU that is used up, are told of a service that is well', () => {
  const usage = using({ cpu: series(95), memory: series(40, 50, 60, 70) });
  const account = { usage: new Map([['arn', usage]]), scaling: new Map(), readAt: NOW, region: 'eu-west-1' };
  const findings = usageFindings(well, account as unknown as AccountFacts);
  expect(findings.map(({ rule }) => rule)).toEqual(['CpuIsUsedUp', 'MemoryClimbs']);
  expect(findings[1].message).toContain(
    "memory climb from 40 to 70 % of a task's, from 11:40 UTC to 11:55 UTC: at that pace it is full in 15 minutes",
  );
});

test('memory that never rises never climbs', () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 89, noNaN: true }), { maxLength: 12 }), (values) => {
    const falling = [...values].sort((a, b) => b - a);
    expect(memoryOf(using({ memory: series(...falling) })).size).toBe(0);
  }));
});
