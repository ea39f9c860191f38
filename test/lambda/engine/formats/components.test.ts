import { COMPONENT_COUNT, COMPONENT_NAME_LENGTH, summarize, type Parts } from '../../../../lambda/engine/formats/components';

const down = (name: string) => [name, { status: 'DOWN' }] as const;

test('the worst come first, and no more than twenty', () => {
  const many = Array.from({ length: COMPONENT_COUNT + 1 }, (_, index) => [`slow ${index}`, { status: 'OUT_OF_SERVICE' }] as const);
  const { notUp, worst } = summarize([...many, down('db')]);
  expect(notUp).toHaveLength(COMPONENT_COUNT);
  expect(notUp[0]).toEqual({ name: 'db', status: 'DOWN' });
  expect(worst).toBe('DOWN');
  expect(summarize(many.slice(0, COMPONENT_COUNT)).notUp).toHaveLength(COMPONENT_COUNT);
});

test('names are paths, cut at their longest, and none is told twice', () => {
  const parts = (component: unknown) => Object.entries((component as { parts?: object }).parts ?? {}) as Parts;
  const { notUp } = summarize([['a', { status: 'UP', parts: { b: { status: 'DOWN' } } }], down('x'.repeat(COMPONENT_NAME_LENGTH)), down('x'.repeat(200)), down('')], parts);
  expect(notUp.map(({ name }) => name)).toEqual(['x'.repeat(COMPONENT_NAME_LENGTH), '(unnamed)', 'a/b']);
});

test('what is no component, and words that nobody knows, say nothing', () => {
  expect(summarize([['a', null], ['b', 'DOWN'], ['c', ['DOWN']], ['d', { status: 'PURPLE' }]])).toEqual({ worst: undefined, notUp: [] });
});
