import { start } from './fixtures/start';
import { template } from './fixtures/template';

jest.setTimeout(300_000);

const TASKS = 250;
/** Small processes, for a machine has to hold all of them at once: about 5 MB each. */
const SERVER = `exec perl -MIO::Socket::INET -e '
  $SIG{PIPE} = "IGNORE";
  $server = IO::Socket::INET->new(LocalAddr => $ENV{HOST}, LocalPort => $ENV{PORT}, Listen => 64, ReuseAddr => 1) or die;
  while ($client = $server->accept) {
    while (<$client>) { last if /^\\r?$/ }
    print $client "HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\nconnection: close\\r\\n\\r\\n";
    close $client;
  }'`;

/** The template with half a minute between requests to targets, and as long as ECS allows between container checks: each is a process. */
function manyTasks(): object {
  return JSON.parse(JSON.stringify(template({ desiredCount: TASKS })), (key, value: unknown) => {
    if (key === 'HealthCheck') { return { ...value as object, Command: ['CMD', 'true'], Interval: 300 }; }
    return key === 'HealthCheckIntervalSeconds' ? 30 : value;
  }) as object;
}

test('250 tasks get steady, and stay so for ten minutes', async () => {
  const began = performance.now();
  const sandbox = await start({}, { template: manyTasks(), run: { web: SERVER }, timeScale: 10, bootAllowanceMs: 60_000 });
  await sandbox.until(() => sandbox.service().deployed, 180_000, 'a steady service');
  const steadyAfter = (performance.now() - began) / 1000;
  await sandbox.pause(sandbox.clock.milliseconds(600));
  const changed = sandbox.events.all.filter(({ what }) => /is unhealthy|is UNHEALTHY|will replace|exited|STOPP/.test(what));
  console.log(`${TASKS} tasks were steady after ${steadyAfter.toFixed(0)} s`);
  expect(changed).toEqual([]);
  expect(sandbox.service()).toMatchObject({ steady: true, runningCount: TASKS });
  expect(new Set(sandbox.tasks().map(({ address }) => address)).size).toBe(TASKS);
});
