import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS, policyDocument } from '../../../cli/doctor/operations';
import { runCli } from '../run-cli';

const ROOT = join(__dirname, '..', '..', '..');
const SOURCES = [
  ...readdirSync(join(ROOT, 'cli', 'doctor')).map((file) => join('cli', 'doctor', file)),
  // Of the verifier's readers, doctor calls this one.
  join('lambda', 'verification', 'evidence', 'instance-addresses.ts'),
];

/** Every command of the SDK that doctor makes, and every call without one. */
const made = SOURCES.flatMap((file) => (
  [...readFileSync(join(ROOT, file), 'utf8').matchAll(/new (\w+)Command\(|\b(?:json<\w+>|route53)\('(\w+)'/g)].map(([, command, call]) => command ?? call)
));

test('doctor calls what its table names, and nothing else', () => {
  expect([...new Set(made)].sort()).toEqual(Object.keys(OPERATIONS).sort());
});

test('nothing that it calls changes anything', () => {
  expect(made.length).toBeGreaterThan(10);
  expect(made.filter((name) => !/^(Describe|List|Get|Filter)/.test(name))).toEqual([]);
  expect(Object.values(OPERATIONS).filter(({ action }) => !/^[a-z0-9-]+:(Describe|List|Get|Filter)\w+$/.test(action))).toEqual([]);
});

test('the policy allows each operation, by its own name', async () => {
  const { Statement: [statement] } = policyDocument() as { Statement: [{ Effect: string; Action: string[] }] };
  expect(statement.Effect).toBe('Allow');
  for (const [name, { action }] of Object.entries(OPERATIONS)) {
    expect(action.split(':')[1]).toBe(name);
    expect(statement.Action).toContain(action);
  }
  expect(JSON.parse((await runCli(['doctor', '--policy'])).stdout)).toEqual(policyDocument());
});
