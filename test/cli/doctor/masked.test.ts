import { masked } from '../../../cli/doctor/masked';

test.each([
  ['postgres://app:hunter2@db.internal:5432/x refused', 'postgres://app:***@db.internal:5432/x refused'],
  ['redis://:p@ss@cache:6379', 'redis://:***@cache:6379'],
  ['login failed: password=hunter2, user=app', 'login failed: password=***, user=app'],
  ['{"dbPassword":"hun ter2","port":1}', '{"dbPassword":***,"port":1}'],
  ["{ apiKey: 'abc', host: 'x' }", "{ apiKey: ***, host: 'x' }"],
  ['SECRET_KEY_BASE: abc', 'SECRET_KEY_BASE: ***'],
  ['GET /x?token=abc&page=2', 'GET /x?token=***&page=2'],
  ['Authorization: Bearer abc.def', 'Authorization: Bearer ***'],
  ['DefaultEndpointsProtocol=https;AccountKey=abc==;x', 'DefaultEndpointsProtocol=https;AccountKey=***;x'],
  ['key AKIAIOSFODNN7EXAMPLE is unknown', 'key *** is unknown'],
  ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc expired', 'jwt *** expired'],
  ['with ghp_abcdefghij0123456789', 'with ***'],
  ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1 refused', '*** refused'],
])('%s', (line, expected) => {
  expect(masked(line)).toBe(expected);
});

test.each([
  'Error: connect ECONNREFUSED 192.0.2.7:5432',
  'KeyError: DATABASE_URL',
  'at Object.<anonymous> (/app/node_modules/@aws-sdk/client-ecs/dist-cjs/index.js:1:1)',
  'https://sqs.eu-west-1.amazonaws.com/111122223333/orders',
])('%s stays', (line) => {
  expect(masked(line)).toBe(line);
});

test.each(['token', 'password.', 'a.', 'http://', 'aB1', 'Error', 'eyJa.a', 'bearer '])('a log full of %j takes no time', (word) => {
  const line = word.repeat(4_000 / word.length);
  const began = performance.now();
  masked(line);
  expect(performance.now() - began).toBeLessThan(1_000);
});
