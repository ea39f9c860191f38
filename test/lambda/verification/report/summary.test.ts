import { reportOf } from './report-fixtures';
import { FAULTS } from '../../../../lambda/diagnosis/faults';
import { examined } from '../../diagnosis/diagnosis-fixtures';

test('says what, where, on which tasks, since when, whether a restart helps and what happens next', () => {
  const report = reportOf(
    [examined('0123456789abcdef0123456789abcdef', 'HUNG'), examined('b', 'HEALTHY'), examined('c', 'HEALTHY')],
    {},
    '2026-11-20T03:02:00.000Z',
  );
  expect(report.summary).toBe(
    'orders in cluster prod is DEGRADED, HUNG at layer L7, since at least 2026-11-20T03:02:00.000Z: it accepts '
      + 'connections but never answers, '
      + 'on 1 of 3 tasks (01234567); 2 of 3 desired tasks serve; HUNG was seen; a restart would help; '
      + 'next: ECS replaces the task when its container check fails; otherwise restart it.',
  );
});

test.each([
  [
    'all well',
    [examined('a', 'HEALTHY'), examined('b', 'STARTING')],
    {},
    'orders in cluster prod is UP: 1 of 2 desired tasks answer well on every layer, 1 starting, stopping or not judged.',
  ],
  ['no task wanted', [], {}, 'orders in cluster prod is UP: no task is desired and none runs.'],
  [
    'a deployment',
    [examined('a', 'HEALTHY'), examined('b', 'STARTING')],
    { deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }] },
    'orders in cluster prod is DEGRADED, DEPLOYING at layer ECS: it is being deployed and not all of its tasks are '
      + 'well yet, on 1 of 2 tasks (b); 1 of 2 desired tasks serves; STARTING was seen; '
      + 'a restart would only prolong it; next: Wait: ECS finishes the deployment or rolls it back.',
  ],
  [
    'a common cause',
    [examined('a', 'PORT_CLOSED'), examined('b', 'PORT_CLOSED')],
    {},
    'orders in cluster prod is DOWN, SYSTEMIC at layer L4: it fails on so many tasks that the cause is '
      + 'common to them, on 2 of 2 tasks (a, b); 0 of 2 desired tasks serve; PORT_CLOSED was seen; '
      + 'a restart would not help; next: Find what they share (release, configuration, data); restarting them does not help.',
  ],
  [
    'a fault for people beside one for a restart',
    [examined('a', 'TLS_INVALID'), examined('b', 'HUNG')],
    {},
    'orders in cluster prod is DOWN, TLS_INVALID at layer TLS: it accepts connections but offers no valid '
      + 'certificate or no TLS at all, on 1 of 2 tasks (a); 0 of 2 desired tasks serve; TLS_INVALID was seen; '
      + 'also HUNG at layer L7: HUNG on 1 of 2 tasks (b); '
      + 'a restart would not help here, but it would help 1 of the other tasks; '
      + 'next: Renew or correct the certificate, its chain and its names.',
  ],
  [
    'missing tasks',
    [examined('a', 'HEALTHY')],
    { desired: 3, running: 1 },
    'orders in cluster prod is DEGRADED, TASKS_MISSING at layer ECS: it runs fewer tasks than desired; 1 of 3 desired tasks serves; '
      + '1 of 3 desired tasks run, and none is starting; a restart would not help; '
      + "next: Check the service's events: no capacity, no image, a quota, or tasks that stop at once.",
  ],
])('%s', (_, tasks, evidence, sentence) => {
  expect(reportOf(tasks, evidence).summary).toBe(sentence);
});

test('fits a message, whatever the tasks say of themselves', () => {
  const tasks = Array.from({ length: 50 }, (_, index) => {
    const task = examined(`${index}`.padStart(32, '0'), 'HUNG');
    return { ...task, diagnosis: { ...task.diagnosis, evidence: ['x'.repeat(10_000)] } };
  });
  const { summary } = reportOf(tasks);
  expect(summary.length).toBeLessThan(1_000);
  expect(summary).toContain('and 45 more');
});

test('every fault has a sentence of its own', () => {
  const meanings = Object.values(FAULTS).map(({ meaning }) => meaning);
  expect(new Set(meanings).size).toBe(meanings.length);
  for (const { meaning, next } of Object.values(FAULTS)) {
    expect(meaning).toMatch(/^[a-z].*[^.]$/);
    expect(next).toMatch(/^[A-Z].*\.$/);
  }
});
