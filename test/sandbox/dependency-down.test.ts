import { withDependencyDown } from '../../sandbox/scenarios/dependency-down';

const down = (answer: object, name = 'db') => JSON.parse(withDependencyDown(JSON.stringify(answer), name) ?? 'null') as unknown;

test.each<[string, object, object]>([
  [
    'Terminus',
    { status: 'ok', details: { db: { status: 'up' }, cache: { status: 'up' } } },
    { status: 'error', details: { db: { status: 'down' }, cache: { status: 'up' } } },
  ],
  ['Actuator', { status: 'UP', components: { db: { status: 'UP' } } }, { status: 'DOWN', components: { db: { status: 'DOWN' } } }],
  [
    'health+json',
    { status: 'pass', checks: { 'db:connections': [{ status: 'pass' }], 'dba': [{ status: 'pass' }] } },
    { status: 'fail', checks: { 'db:connections': [{ status: 'fail' }], 'dba': [{ status: 'pass' }] } },
  ],
  ['MicroProfile', { status: 'UP', checks: [{ name: 'db', status: 'UP' }] }, { status: 'DOWN', checks: [{ name: 'db', status: 'DOWN' }] }],
  [
    'ASP.NET Core',
    { status: 'Healthy', entries: { db: { status: 'Healthy' } } },
    { status: 'Unhealthy', entries: { db: { status: 'Unhealthy' } } },
  ],
])('%s says that it is down in its own words', (_, before, after) => {
  expect(down(before)).toEqual(after);
});

test.each(['not JSON', '[]', '"up"', '{"status":"ok","details":{"cache":{"status":"up"}}}'])('%s names no such dependency', (body) => {
  expect(withDependencyDown(body, 'db')).toBeUndefined();
});
