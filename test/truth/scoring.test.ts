import { judge, type Wrong } from './judge';
import type { Look } from './look';
import { diagnosis, FAULTS, RESTART_HELPS } from '../../lambda/diagnosis/faults';
import type { Diagnosis, Fault } from '../../lambda/shared/verdict';

/** Enough worlds that each lie tells in one at least. */
const WORLDS = 60;

/** What is said, with each of its faults told otherwise. */
function telling(said: Look, change: (found: Diagnosis) => Diagnosis): Look {
  const service = change(said.seen.service);
  const further = said.seen.further.map(change);
  const counted = (isMeant: (found: Diagnosis) => boolean) => [service, ...further].filter(isMeant).length;
  return {
    seen: { ...said.seen, service, further },
    counts: {
      ...said.counts,
      restartWouldHelp: counted(({ remedy }) => RESTART_HELPS.has(remedy)),
      needsPeople: counted(({ remedy }) => remedy === 'ALERT'),
    },
  };
}

/** What is said, with other faults beside the gravest one. */
function alone(said: Look, further: readonly Diagnosis[] = []): Look {
  return { ...said, seen: { ...said.seen, further } };
}

const ALL_FAULTS = Object.keys(FAULTS) as readonly Fault[];
const isDown = ({ status }: Diagnosis) => status === 'DOWN';
const swapped = (fault: Fault): Fault => ALL_FAULTS[(ALL_FAULTS.indexOf(fault) + 1) % ALL_FAULTS.length]!;

const LIES: readonly (readonly [string, Wrong | 'careful', (said: Look) => Look])[] = [
  ['that recovering always helps', 'harmful', (said) => telling(said, (found) => (
    isDown(found) ? { ...found, remedy: 'RECOVER' } : found
  ))],
  ['nothing, ever', 'silent', (said) => telling(alone(said), () => diagnosis('HEALTHY', ['all is well']))],
  ['another cause', 'wrong cause', (said) => telling(said, ({ fault, evidence }) => diagnosis(swapped(fault), evidence))],
  ['every cause', 'wrong cause', (said) => alone(said, ALL_FAULTS.map((fault) => diagnosis(fault, [])).filter(isDown))],
  ['that nobody knows whether a restart helps', 'wrong remedy', (said) => telling(said, (found) => (
    RESTART_HELPS.has(found.remedy) ? { ...found, remedy: 'ALERT' } : found
  ))],
  ['two causes, always', 'careful', (said) => telling(said, (found) => (
    found.fault === 'HEALTHY' ? found : { ...found, remedy: 'ALERT', alternatives: [swapped(found.fault)] }
  ))],
  ['that people are needed, always', 'called', (said) => ({ ...said, counts: { ...said.counts, needsPeople: 1 } })],
];

test.each(LIES)('who says %s is found out: %s', (_, wrong, lie) => {
  const seeds = Array.from({ length: WORLDS }, (_each, at) => at + 1);
  if (wrong === 'careful') {
    const due = seeds.map((seed) => judge(seed, undefined, {}, lie)).filter(({ isScored }) => isScored);
    expect(due.filter(({ isCareful }) => isCareful).length / due.length).toBeGreaterThan(0.05);
  } else {
    expect(seeds.some((seed) => judge(seed, undefined, {}, lie).wrong.some(({ what }) => what === wrong))).toBe(true);
  }
});
