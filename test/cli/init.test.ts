import { Duration } from 'aws-cdk-lib';
import fc from 'fast-check';
import { runCli } from './run-cli';
import { anySettings, container, settings } from './timeline-settings';
import { initCode } from '../../cli/init/code';
import { draftOf } from '../../cli/init/draft';
import * as library from '../../src';
import { compileModules } from '../docs/compile';

const HAND_WRITTEN = 'test/cli/fixtures/hand-written.template.json';
const OFFICIAL = settings({ name: 'Official', verifier: { rounds: 1, roundDeadline: 10, startup: 60 } });
const NASTY = "it's \"quoted\" \\ `${x}` \u2028 */ \n end";

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
  const modules = [stdout, initCode(given.map((one) => draftOf(one))), initCode(any.map((one) => draftOf(one))), initCode([draftOf(OFFICIAL)])];
  // The last one shows that the compiler does look.
  const wrong = stdout.replace('HealthEndpoint.http(', 'HealthEndpoint.htp(');
  expect(compileModules([...modules, wrong])).toEqual([expect.objectContaining({ module: modules.length, message: expect.stringContaining('htp') })]);
}, 120_000);

/** Runs the printed contract of one service: types alone do not know ranges. */
function contractOf(code: string): library.HealthContract {
  const [, body] = /const contract = (new HealthContract\(\{[^]*?\n {2}\}\));/.exec(code)!;
  return new Function('Duration', 'HealthContract', 'HealthEndpoint', `return ${body}`)(Duration, library.HealthContract, library.HealthEndpoint) as library.HealthContract;
}

test('every printed contract can be kept', () => {
  fc.assert(fc.property(anySettings(), (any) => {
    const code = initCode([draftOf(any)]);
    if (code.includes('new HealthContract')) { expect(contractOf(code)).toBeInstanceOf(library.HealthContract); }
  }));
});

test('each value says where it comes from, and what is a guess', () => {
  const code = initCode([draftOf(settings({ container: container({ startPeriod: 45 }) }))]);
  expect(code).toContain("// The container check's start period.\n    startup: Duration.seconds(45),");
  expect(code).toContain('// What the container check probes.\n    liveness: HealthEndpoint.http(\'/live\'),');
  expect(code).toMatch(/GUESS: .*--longest-request.*\n {4}longestRequest: Duration.seconds\(30\)/);
  expect(code).toContain('containerProbe: ContainerProbe.curl(),');
  expect(initCode([draftOf(settings(), { longestRequest: 7 })])).toMatch(/\/\/ As you stated\.\n {4}longestRequest: Duration.seconds\(7\)/);
});

test('the proposed probe takes the proposed endpoint', () => {
  fc.assert(fc.property(anySettings(), fc.constantFrom('curl -f', 'wget -q', 'node x', 'python3 x', 'grpc_health_probe -addr=:1'), (any, tool) => {
    const check = { ...container().check, command: ['CMD-SHELL', `${tool} http://localhost:3000/live`] };
    const draft = draftOf({ ...any, container: { ...any.container, check } });
    if (!draft.probe) { return; }
    const { liveness, port } = contractOf(initCode([draft]));
    expect(library.ContainerProbe[draft.probe]().command(liveness, port!, Duration.seconds(5)).length).toBeGreaterThan(1);
  }));
});

test('what has a contract, and what cannot be asked, is named and left out', () => {
  const silent = settings({ name: 'Silent', container: { stopTimeout: 30 }, targetGroup: undefined });
  const code = initCode([draftOf(OFFICIAL), draftOf(silent)]);
  expect(code).not.toContain('LayeredHealth');
  expect(code).toContain('// Official (shop.template.json): has a contract already.');
  expect(code).toContain('// Silent (shop.template.json): the template does not say');
});

test('a template without a service is refused', async () => {
  const { code, stderr } = await runCli(['init', 'package.json']);
  expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining('no template') });
});
