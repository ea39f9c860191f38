import { COMPONENT_COUNT, COMPONENT_NAME_LENGTH, partsIn, summarize } from '../../../../lambda/engine/formats/parts';

const down = { status: 'DOWN' };
const summary = (holder: object) => summarize(partsIn(holder), false);

test('the worst come first, and no more than twenty', () => {
  const many = Array.from({ length: COMPONENT_COUNT + 1 }, (_, index) => ({ name: `slow ${index}`, status: 'OUT_OF_SERVICE' }));
  const { notUp, worst } = summary([...many, { name: 'db', ...down }]);
  expect(notUp).toHaveLength(COMPONENT_COUNT);
  expect(notUp[0]).toEqual({ name: 'db', status: 'DOWN' });
  expect(worst).toBe('DOWN');
  expect(summary(many.slice(0, COMPONENT_COUNT)).notUp).toHaveLength(COMPONENT_COUNT);
});

test('names are paths, cut at their longest, and none is told twice', () => {
  const long = { ['x'.repeat(COMPONENT_NAME_LENGTH)]: down, ['x'.repeat(200)]: down };
  const { notUp } = summarize(
    partsIn({ 'a': { status: 'UP', parts: { b: down } }, ...long, '': down }), false, ({ parts }) => partsIn(parts),
  );
  expect(notUp.map(({ name }) => name)).toEqual(['x'.repeat(COMPONENT_NAME_LENGTH), '(unnamed)', 'a/b']);
});

test('of two that have one name when it is cut, the worse one is told', () => {
  const name = 'x'.repeat(COMPONENT_NAME_LENGTH);
  for (const [first, second] of [['OUT_OF_SERVICE', 'DOWN'], ['DOWN', 'OUT_OF_SERVICE']]) {
    expect(summary({ [`${name}1`]: { status: first }, [`${name}2`]: { status: second } }).notUp).toEqual([{ name, status: 'DOWN' }]);
  }
});

test('what is no component, and words that nobody knows, say nothing', () => {
  const nothing = summary({ a: null, b: 7, c: ['DOWNTOWN'], d: { status: 'PURPLE' }, e: 'a text', f: [] });
  expect(nothing).toMatchObject({ stated: false, worst: undefined, notUp: [] });
});

test.each<[name: string, holder: object, notUp: string[]]>([
  ['a map of objects', { db: { state: 'failed', message: 'refused' } }, ['db DOWN: refused']],
  ['a map of words', { db: 'unhealthy', cache: 'ok' }, ['db DOWN']],
  ['a map of words with reasons', { db: 'unavailable: Database error' }, ['db DOWN: Database error']],
  ['a map of booleans', { db: false, cache: true }, ['db DOWN']],
  ['a list with names', [{ name: 'db', healthy: false, error: { message: 'boom' } }], ['db DOWN: boom']],
  ['a list with names of checks', [{ checkName: 'db', status_name: 'check_result_critical' }], ['db DOWN']],
  ['a list of objects with one member', [{ db: { ok: false } }, { cache: { ok: true } }], ['db DOWN']],
  ['a list without names', [{ status: 'ok' }, { status: 'warn' }], ['#1 DEGRADED']],
  ['a map of lists with one entry', { 'db:latency': [{ status: 'fail', output: 'slow' }] }, ['db:latency DOWN: slow']],
  ['a map of lists of nodes', { cpu: [{ componentId: 'a', status: 'fail' }, { componentId: 'b', status: 'pass' }] }, ['cpu/a DOWN']],
  ['a map of lists of maps', { databases: [{ default: { ok: false } }] }, ['databases/default DOWN']],
  ['one that is still starting', { db: { status: 'STARTING' } }, ['db OUT_OF_SERVICE']],
  ['health in an object of its own', { lucid: { health: { healthy: false, message: 'gone' } } }, ['lucid DOWN: gone']],
  ['failures in a row', { db: { num_failures: 3, error: { message: 'x' } }, cache: { num_failures: 0 } }, ['db DOWN: x']],
  ['a name with user and password', { 'postgresql://me:secret@db/x': down }, ['postgresql://db/x DOWN']],
])('%s', (_name, holder, expected) => {
  const { notUp, reasons } = summary(holder);
  expect(notUp.map(({ name, status }, at) => [`${name} ${status}`, reasons[at]].filter(Boolean).join(': '))).toEqual(expected);
});

test('a part that is down and not critical makes the whole degraded', () => {
  expect(summary([{ name: 'mail', healthy: false, critical: false }])).toMatchObject({ worst: 'DEGRADED', uncritical: true });
  expect(summary([{ name: 'mail', healthy: false, critical: true }])).toMatchObject({ worst: 'DOWN', uncritical: false });
});
