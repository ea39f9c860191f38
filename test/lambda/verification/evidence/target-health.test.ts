import type { EvidenceClients } from '../../../../lambda/verification/evidence/clients';
import { TargetHealth } from '../../../../lambda/verification/evidence/target-health';

const NEVER = new AbortController().signal;
const groups = (count: number) => Array.from({ length: count }, (_, index) => `arn:group-${index}`);

/** Target groups of which each reading is counted. */
function reading(state: () => string, now: () => number) {
  const calls: string[] = [];
  const send = async ({ input }: { input: { TargetGroupArn: string } }, { abortSignal }: { abortSignal: AbortSignal }) => {
    calls.push(input.TargetGroupArn);
    abortSignal.throwIfAborted();
    return { TargetHealthDescriptions: [{ Target: { Id: '10.0.0.1', Port: 80 }, TargetHealth: { State: state() } }] };
  };
  return { calls, health: new TargetHealth({ loadBalancing: { send } } as unknown as EvidenceClients, now) };
}

test('a few groups are read before every verdict, and not once more in the same minute', async () => {
  let now = 1_000_000;
  let state = 'healthy';
  const { calls, health } = reading(() => state, () => now);
  const arns = groups(10);
  for (state of ['healthy', 'unhealthy']) {
    await health.readFew(arns, NEVER);
    expect(health.of(arns).groups.map(({ targets: [target] }) => target.TargetHealth?.State)).toEqual(arns.map(() => state));
    await health.readInTurn(arns, NEVER);
    now += 60_000;
  }
  expect(calls).toHaveLength(20);
});

test('many groups are read in turn alone', async () => {
  let now = 1_000_000;
  const { calls, health } = reading(() => 'healthy', () => now);
  const arns = groups(400);
  await health.readFew(arns, NEVER);
  expect(calls).toEqual([]);
  for (let minute = 0; minute < 5; minute += 1) {
    await health.readInTurn(arns, NEVER);
    expect(calls).toHaveLength(80 * (minute + 1));
    now += 60_000;
  }
  expect(new Set(calls).size).toBe(400);
});

test('a group that does not answer holds no verdict back, and what it said last stands', async () => {
  let now = 1_000_000;
  const { health } = reading(() => 'healthy', () => now);
  await health.readFew(['arn:a'], NEVER);
  now += 60_000;
  await health.readFew(['arn:a'], AbortSignal.abort());
  expect(health.of(['arn:a']).unread).toEqual([]);
  expect(health.oldest(['arn:a'])).toEqual({ targets: 1_000_000 });
  now += 3_600_000;
  expect(health.of(['arn:a'])).toEqual({ groups: [], unread: [expect.stringContaining('its turn has not come')] });
});
