import { execFileSync } from 'node:child_process';
import { CLI, runCommand } from './run-cli';
import { needing } from '../needs';

/** A network of its own, with no way to any other: nothing is contacted, whatever is probed. */
const ROUTES = 'ip link set lo up; ip route add unreachable 10.8.0.0/16';
const INTERFACE = 'ip link add v0 type veth peer name v1; ip address add 10.9.0.1/24 dev v0; ip link set v0 up; ip link set v1 up';

function inNetwork(setup: string, args: readonly string[]): string[] {
  return ['unshare', '-rn', 'sh', '-ec', `${setup}; exec "$@"`, 'sh', ...CLI, ...args];
}

function missing(): string | undefined {
  try {
    execFileSync('unshare', ['-rn', 'sh', '-ec', `${ROUTES}; ${INTERFACE}`], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'this machine forbids network namespaces, or has no unshare or ip: install the package iproute2';
  }
}

const targets = ['tcp://10.8.0.1:80', 'http://10.7.0.1:80/', 'tcp://db.invalid:5432'];

needing(missing()).describe('in a network namespace', () => {
  test('no route is HOST_UNREACHABLE; a resolver out of reach blames nobody', async () => {
    const { code, stdout } = await runCommand(inNetwork(`${ROUTES}; ${INTERFACE}`, ['probe', ...targets, '--json', '--timeout', '2']));
    const results = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { fault: string; layer: string; layers: Array<{ status: string; detail: string }> });
    expect(results.map(({ fault, layer }) => [fault, layer])).toEqual([
      ['HOST_UNREACHABLE', 'L3'],
      ['HOST_UNREACHABLE', 'L3'],
      ['PROBER_FAULT', 'PROBER'],
    ]);
    expect(results[0]!.layers.map(({ status }) => status)).toEqual(['DOWN', 'SKIPPED']);
    expect(results[0]!.layers[0]!.detail).toContain('EHOSTUNREACH');
    expect(results[1]!.layers[0]!.detail).toContain('ENETUNREACH');
    expect(code).toBe(3);
  });

  test('without any network everything is unknown', async () => {
    const { code, stdout } = await runCommand(inNetwork(ROUTES, ['probe', ...targets, '--json', '--timeout', '2']));
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { status: string }).status),
    ).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
    expect(code).toBe(3);
  });
});
