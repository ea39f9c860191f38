import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duration, Lazy, Token } from 'aws-cdk-lib';
import { OperatingSystemFamily } from 'aws-cdk-lib/aws-ecs';
import { runCommand } from './run-command';
import { closedPort, hang, httpServer } from './servers';
import { ContainerProbe } from '../../src/container/container-probe';
import { describeEndpoint } from '../../src/contract/describe-endpoint';
import { HealthEndpoint } from '../../src/contract/health-endpoint';

const TIMEOUT = Duration.seconds(2);

describe('bash', () => {
  const command = (port: number) => ContainerProbe.bashTcp().command(HealthEndpoint.tcp(), port, TIMEOUT);

  test('a port that accepts is healthy, also of a process that never answers', async () => {
    const server = await httpServer(hang);
    expect(await runCommand(command(server.port))).toMatchObject({ exitCode: 0 });
    await server.close();
  });

  test('a closed port is unhealthy at once', async () => {
    const result = await runCommand(command(await closedPort()));
    expect(result.exitCode).toBe(1);
    expect(result.milliseconds).toBeLessThan(1500);
  });

  test('a port whose queue is full is unhealthy before ECS stops waiting, and no process stays', async () => {
    // Linux drops connection attempts to a listener whose queue is full; Node always accepts, so Python listens.
    const script = [
      'import socket, sys',
      's = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(0)',
      'held = [socket.socket() for _ in range(4)]',
      'for h in held: h.setblocking(False); h.connect_ex(s.getsockname())',
      'print(s.getsockname()[1], flush=True); sys.stdin.read()',
    ].join('\n');
    const listener = spawn('python3', ['-c', script]);
    const port = await new Promise<number>((resolve) => listener.stdout.once('data', (chunk) => resolve(Number(chunk))));
    // The connecting process holds the output open: that runCommand sees its end proves that it is gone.
    const result = await runCommand(command(port));
    expect(result.exitCode).toBe(1);
    expect(result.milliseconds).toBeGreaterThan(1000);
    expect(result.milliseconds).toBeLessThan(TIMEOUT.toMilliseconds() + 1500);
    listener.kill();
  });

  test('values are arguments, not code', () => {
    const [, , , script, ...values] = command(8080);
    expect(values).toEqual(['bash', '8080', '1.5']);
    expect(script).not.toContain('8080');
  });
});

describe('grpc_health_probe', () => {
  test('asks for the service, with two deadlines that together stay below the timeout', () => {
    expect(ContainerProbe.grpcHealthProbe().command(HealthEndpoint.grpc('orders.v1.Orders'), 50051, Duration.seconds(5))).toEqual([
      'CMD', 'grpc_health_probe', '-addr=127.0.0.1:50051', '-service=orders.v1.Orders', '-connect-timeout=1000ms', '-rpc-timeout=3500ms',
    ]);
  });

  test('is run as such', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'grpc-health-probe-'));
    const binary = join(directory, 'grpc health probe');
    writeFileSync(binary, '#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/words"\nexit 4\n');
    chmodSync(binary, 0o755);
    const result = await runCommand(ContainerProbe.grpcHealthProbe({ binary }).command(HealthEndpoint.grpc(), 50051, TIMEOUT));
    expect(result.exitCode).toBe(4);
    expect(readFileSync(join(directory, 'words'), 'utf8')).toBe('-addr=127.0.0.1:50051\n-connect-timeout=500ms\n-rpc-timeout=1000ms\n');
    rmSync(directory, { recursive: true });
  });
});

describe('your own command', () => {
  const endpoint = HealthEndpoint.http('/');
  const built = (words: string[]) => ContainerProbe.command(words).command(endpoint, 80, TIMEOUT);

  test.each([
    [['CMD', '/bin/check', '--fast'], ['CMD', '/bin/check', '--fast']],
    [['/bin/check', '--fast'], ['CMD', '/bin/check', '--fast']],
    [['/bin/check'], ['CMD', '/bin/check']],
    [['CMD-SHELL', 'curl -f http://127.0.0.1/ || exit 1'], ['CMD-SHELL', 'curl -f http://127.0.0.1/ || exit 1']],
    [['/bin/check', 'with space', ''], ['CMD', '/bin/check', 'with space', '']],
  ])('%j is %j', (words, expected) => expect(built(words)).toEqual(expected));

  test.each([
    [[], 'name the program'],
    [['CMD'], 'name the program'],
    [['CMD', ''], 'name the program'],
    [['CMD-SHELL'], 'one string after CMD-SHELL'],
    [['CMD-SHELL', 'a', 'b'], 'one string after CMD-SHELL'],
    [['curl -f http://127.0.0.1/ || exit 1'], 'put CMD-SHELL in front'],
    [['CMD', 'curl -f http://127.0.0.1/'], 'put CMD-SHELL in front'],
  ])('%j is refused', (words, todo) => {
    expect(() => ContainerProbe.command(words)).toThrow(new RegExp(`got ${escape(JSON.stringify(words))}, allowed: .*${todo}`, 'i'));
  });

  test('later changes of the list change nothing', () => {
    const words = ['/bin/check'];
    const probe = ContainerProbe.command(words);
    words.push('--never');
    expect(probe.command(endpoint, 80, TIMEOUT)).toEqual(['CMD', '/bin/check']);
  });
});

describe('what a tool cannot check is refused with a way out', () => {
  test.each([
    ['curl', ContainerProbe.curl(), HealthEndpoint.tcp(), 'bashTcp'],
    ['wget', ContainerProbe.wget(), HealthEndpoint.grpc(), 'grpcHealthProbe'],
    ['node', ContainerProbe.node(), HealthEndpoint.tcp(), 'bashTcp'],
    ['python', ContainerProbe.python(), HealthEndpoint.grpc(), 'grpcHealthProbe'],
    ['bash', ContainerProbe.bashTcp(), HealthEndpoint.http('/'), 'curl'],
    ['grpc_health_probe', ContainerProbe.grpcHealthProbe(), HealthEndpoint.https('/'), 'curl'],
  ])('%s', (tool, probe, endpoint, instead) => {
    expect(() => probe.command(endpoint, 80, TIMEOUT)).toThrow(
      new RegExp(`^${tool} cannot check this endpoint: got ${describeEndpoint(endpoint)}, allowed: an? .*ContainerProbe\\.${instead}\\(`),
    );
  });

  test('a timeout beyond ECS\'s range', () => {
    expect(() => ContainerProbe.curl().command(HealthEndpoint.http('/'), 80, Duration.seconds(61)))
      .toThrow(/got 1 minute 1 second, allowed: 2 seconds to 1 minute/);
  });

  test('a binary without a name', () => {
    expect(() => ContainerProbe.curl({ binary: '' })).toThrow(/has no name: got '', allowed: .*'curl' if left out/);
  });
});

describe('on Windows', () => {
  const WINDOWS = OperatingSystemFamily.WINDOWS_SERVER_2022_CORE;
  const http = HealthEndpoint.http('/');

  test.each([
    ['curl', ContainerProbe.curl(), http],
    ['node', ContainerProbe.node(), http],
    ['python', ContainerProbe.python(), http],
    ['grpc_health_probe', ContainerProbe.grpcHealthProbe(), HealthEndpoint.grpc()],
  ])('%s runs as on Linux, but without its device files and signals', (tool, probe, endpoint) => {
    const windows = probe.command(endpoint, 80, TIMEOUT, WINDOWS);
    expect(windows.slice(0, 2)).toEqual(['CMD', tool]);
    expect(windows.join(' ')).not.toMatch(/\/dev\/|SIG[A-Z]/);
    const linux = probe.command(endpoint, 80, TIMEOUT, OperatingSystemFamily.LINUX);
    expect(windows.slice(2)).toEqual(linux.slice(2).map((word) => word === '/dev/null' ? 'NUL' : word));
    expect(linux).toEqual(probe.command(endpoint, 80, TIMEOUT));
  });

  test('python is found under the name that its installer gives it, or under yours', () => {
    expect(ContainerProbe.python().command(http, 80, TIMEOUT)[1]).toBe('python3');
    expect(ContainerProbe.python({ binary: 'C:\\Python\\python.exe' }).command(http, 80, TIMEOUT, WINDOWS)[1]).toBe(
      'C:\\Python\\python.exe',
    );
  });

  test.each([
    ['wget', ContainerProbe.wget(), http, 'ContainerProbe.curl(), node() or python()'],
    ['bash', ContainerProbe.bashTcp(), HealthEndpoint.tcp(), 'ContainerProbe.command([...]), or give the service an HTTP endpoint'],
  ])('%s is refused with a way out that runs there', (tool, probe, endpoint, instead) => {
    expect(() => probe.command(endpoint, 80, TIMEOUT, WINDOWS)).toThrow(
      `${tool} cannot check a container on Windows: got an operating system of the family Windows, allowed: Linux. Use ${instead}`,
    );
  });

  test('a protocol that a tool does not speak leads to no tool that does not run there', () => {
    expect(() => ContainerProbe.curl().command(HealthEndpoint.tcp(), 80, TIMEOUT, WINDOWS)).toThrow(
      /Use ContainerProbe\.command\(\[\.\.\.\]\), or/,
    );
    expect(() => ContainerProbe.grpcHealthProbe().command(http, 80, TIMEOUT, WINDOWS)).toThrow(
      /Use ContainerProbe\.curl\(\), node\(\) or python\(\)/,
    );
  });

  test('your own command is used as it is', () => {
    const words = ['CMD-SHELL', 'curl -f http://127.0.0.1/ || exit 1'];
    expect(ContainerProbe.command(words).command(http, 80, TIMEOUT, WINDOWS)).toEqual(words);
  });
});

test('every tool runs under the name it is given, without a shell, against 127.0.0.1', () => {
  const http = HealthEndpoint.http('/');
  for (const command of [
    ContainerProbe.curl({ binary: '/x' }).command(http, 80, TIMEOUT),
    ContainerProbe.wget({ binary: '/x' }).command(http, 80, TIMEOUT),
    ContainerProbe.node({ binary: '/x' }).command(http, 80, TIMEOUT),
    ContainerProbe.python({ binary: '/x' }).command(http, 80, TIMEOUT),
    ContainerProbe.bashTcp({ binary: '/x' }).command(HealthEndpoint.tcp(), 80, TIMEOUT),
    ContainerProbe.grpcHealthProbe({ binary: '/x' }).command(HealthEndpoint.grpc(), 80, TIMEOUT),
  ]) {
    expect(command.slice(0, 2)).toEqual(['CMD', '/x']);
    expect(command.join(' ')).toContain('127.0.0.1');
  }
});

test('a port that is a token stays one', () => {
  const port = Lazy.number({ produce: () => 8080 });
  for (const command of [
    ContainerProbe.curl().command(HealthEndpoint.http('/'), port, TIMEOUT),
    ContainerProbe.node().command(HealthEndpoint.http('/'), port, TIMEOUT),
  ]) {
    expect(command.some((word) => Token.isUnresolved(word))).toBe(true);
    expect(command.join(' ')).not.toContain(String(port));
  }
});

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
