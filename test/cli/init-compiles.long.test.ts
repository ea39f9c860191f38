import fc from 'fast-check';
import { runCli } from './run-cli';
import { anySettings, container, settings } from './timeline-settings';
import { initCode } from '../../cli/init/code';
import { draftOf } from '../../cli/init/draft';
import { compileModules } from '../docs/compile';

const NASTY = "it's \"quoted\" \\ `${x}` \u2028 */ \n end";
const OFFICIAL = settings({ name: 'Official', verifier: { rounds: 1, roundDeadline: 10, startup: 60 } });
const HAND_WRITTEN = 'test/cli/fixtures/hand-written.template.json';
test('the printed code compiles, whatever the service', async () => {
  const { stdout } = await runCli(['init', HAND_WRITTEN]);
  const worker = { container: { ...container({ command: ['CMD-SHELL', NASTY] }), port: undefined }, targetGroup: undefined };
  const given = [
    settings(),
    settings({ name: 'Nasty', constructPath: NASTY, template: NASTY, ...worker }),
    settings({ name: 'Grpc', container: container({ command: ['CMD', 'grpc_health_probe', '-addr=:3000'], timeout: 9 }) }),
    settings({ name: 'PortAlone', container: { port: 80, stopTimeout: 30 }, targetGroup: undefined }),
    settings({ name: 'Web/Service', constructPath: 'Stack/Web/Service' }), settings({ name: 'Again', constructPath: 'Stack/Web/Service' }),
    OFFICIAL,
  ];
  const any = fc.sample(anySettings(), { numRuns: 150, seed: 6 });
  const modules = [
    stdout,
    initCode(given.map((one) => draftOf(one))),
    initCode(any.map((one) => draftOf(one))),
    initCode([draftOf(OFFICIAL)]),
  ];
  // The last one shows that the compiler does look.
  const wrong = stdout.replace('HealthEndpoint.http(', 'HealthEndpoint.htp(');
  expect(compileModules([...modules, wrong])).toEqual([
    expect.objectContaining({ module: modules.length, message: expect.stringContaining('htp') }),
  ]);
}, 120_000);

