import { schedule, type SchedulingRules } from '../../sandbox/tasks/scheduling';

/** Tasks as letters, oldest first: R ready, s starting or not well yet, x condemned. */
function decided(tasks: string, rules: Partial<SchedulingRules> = {}): string {
  const given = [...tasks].map((letter, index) => ({ index, ready: letter === 'R', condemned: letter === 'x' }));
  const { start, stop } = schedule(given, { desiredCount: 2, maximumPercent: 200, minimumHealthyPercent: 100, ...rules });
  return `start ${start} stop ${stop.map(({ index }) => index).join(',')}`;
}

describe('schedule', () => {
  test.each([
    ['nothing runs yet', '', {}, 'start 2 stop '],
    ['all is well', 'RR', {}, 'start 0 stop '],
    ['one is lost', 'R', {}, 'start 1 stop '],
    ['the replacement comes first where there is room', 'xR', {}, 'start 1 stop '],
    ['the condemned task waits for its replacement', 'xRs', {}, 'start 0 stop '],
    ['the condemned task goes when the replacement is ready', 'xRR', {}, 'start 0 stop 0'],
    ['all condemned: replacements for all', 'xx', {}, 'start 2 stop '],
    ['one of two replacements is ready', 'xxRs', {}, 'start 0 stop 0'],
    ['a replacement that failed too: the older goes', 'xRx', {}, 'start 1 stop 0'],
    ['room for one replacement at a time', 'xx', { maximumPercent: 150 }, 'start 1 stop '],
    ['no room: one by one under the minimum', 'xx', { maximumPercent: 100, minimumHealthyPercent: 50 }, 'start 0 stop 0'],
    ['no room, one stopped already: its place is filled', 'x', { maximumPercent: 100, minimumHealthyPercent: 50 }, 'start 1 stop '],
    ['no room and no leave to stop', 'xx', { maximumPercent: 100 }, 'start 0 stop '],
    ['one task without room', 'x', { desiredCount: 1, maximumPercent: 100, minimumHealthyPercent: 0 }, 'start 0 stop 0'],
    ['scaled in: what is not ready goes first', 'sRR', {}, 'start 0 stop 0'],
    ['scaled in: then the newest', 'RRR', {}, 'start 0 stop 2'],
    ['scaled to nothing', 'Rx', { desiredCount: 0 }, 'start 0 stop 1,0'],
  ])('%s', (_, tasks, rules, expected) => {
    expect(decided(tasks, rules)).toBe(expected);
  });
});
