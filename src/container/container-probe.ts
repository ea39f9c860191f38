import { type Duration } from 'aws-cdk-lib';
import type { OperatingSystemFamily } from 'aws-cdk-lib/aws-ecs';
import { checkArguments } from '../contract/check-arguments';
import { containerCommand } from '../contract/container-command';
import { type IContainerProbe } from '../contract/container-probe';
import { fail } from '../contract/errors';
import { type HealthEndpoint } from '../contract/health-endpoint';
import { bashTcpCommand } from './probes/bash-tcp';
import { type Check, toCheck } from './probes/check';
import { curlCommand } from './probes/curl';
import { grpcHealthProbeCommand } from './probes/grpc-health-probe';
import { nodeCommand } from './probes/node';
import { pythonCommand } from './probes/python';
import { wgetCommand } from './probes/wget';

/** Options that every probe with a program of its own takes. */
export interface ContainerProbeOptions {
  /**
   * The program inside the container, as a name to find in PATH or as an absolute path.
   * @default - the tool's usual name, which each method states
   */
  readonly binary?: string;
}

/** Options of the wget probe. */
export interface WgetProbeOptions extends ContainerProbeOptions {
  /**
   * Whether the image has GNU Wget (Debian, Ubuntu, Amazon Linux) and not BusyBox wget (Alpine). Only GNU Wget has an option not to
   * follow redirects. BusyBox follows them, so a liveness endpoint that redirects to another service is judged by that service's answer.
   * @default false - only options that both have
   */
  readonly gnu?: boolean;
}

/**
 * How a container is checked from inside: the command that ECS runs, made of a tool that the image has.
 *
 * All of them connect to 127.0.0.1, because `localhost` may resolve to IPv6 first; run without a shell, so that nothing in a path can
 * become code; ignore proxies and certificates; send one request, without redirects; and time out half a second before ECS does, so that
 * no process is left behind. Exit code 0 is healthy. ECS counts every other code as unhealthy; curl exits with 22 for a bad status and 28
 * for a timeout, wget with 1 to 8.
 *
 * A failing container check replaces the task, so a probe may be more lenient than its endpoint, but never stricter: an endpoint whose
 * healthy answers a tool would count as failures is refused at construction.
 */
export class ContainerProbe {
  /**
   * Checks HTTP(S) with curl (`curl`).
   *
   * curl distinguishes classes of status codes, not single codes: it accepts 2xx, and 2xx and 3xx when the endpoint names a 3xx code.
   * An endpoint that names a 4xx code is refused. It is part of Windows Server 2019 and later.
   * See https://learn.microsoft.com/en-us/windows/curl/
   */
  public static curl(options: ContainerProbeOptions = {}): IContainerProbe {
    checkArguments('ContainerProbe.curl', { options });
    const binary = binaryOf(options, 'curl');
    return new ToolProbe((check) => curlCommand(binary, check));
  }

  /**
   * Checks HTTP(S) with GNU or BusyBox wget (`wget`).
   *
   * It accepts 2xx (BusyBox: 200–204); an endpoint that names a 3xx or 4xx code is refused. BusyBox must be built with timeouts, as
   * Alpine's is: Debian's crashes on `-T`. wget's timeout bounds each wait, not the whole check. GNU Wget percent-encodes characters that
   * a URI must not contain, so `"` is sent as `%22`. Refused on Windows.
   */
  public static wget(options: WgetProbeOptions = {}): IContainerProbe {
    checkArguments('ContainerProbe.wget', { options });
    const binary = binaryOf(options, 'wget');
    return new ToolProbe((check) => wgetCommand(binary, options.gnu ?? false, check));
  }

  /**
   * Checks HTTP(S) with Node.js (`node`), for images without shell and curl; accepts exactly the endpoint's status codes.
   *
   * In Google's distroless images the binary is `/nodejs/bin/node`. The probe inherits the container's environment, NODE_OPTIONS included.
   */
  public static node(options: ContainerProbeOptions = {}): IContainerProbe {
    checkArguments('ContainerProbe.node', { options });
    const binary = binaryOf(options, 'node');
    return new ToolProbe((check) => nodeCommand(binary, check));
  }

  /** Checks HTTP(S) with Python 3.6 or later (`python3`, on Windows `python`); accepts exactly the endpoint's status codes. */
  public static python(options: ContainerProbeOptions = {}): IContainerProbe {
    checkArguments('ContainerProbe.python', { options });
    const [linux, windows] = [binaryOf(options, 'python3'), binaryOf(options, 'python')];
    return new ToolProbe((check) => pythonCommand(check.windows ? windows : linux, check));
  }

  /**
   * Checks TCP with bash's /dev/tcp (`bash`, 4.4 or later): proves that the port accepts connections, not that the process works, because
   * the kernel accepts them for a process that hangs. Refused on Windows.
   */
  public static bashTcp(options: ContainerProbeOptions = {}): IContainerProbe {
    checkArguments('ContainerProbe.bashTcp', { options });
    const binary = binaryOf(options, 'bash');
    return new ToolProbe((check) => bashTcpCommand(binary, check));
  }

  /**
   * Checks gRPC with grpc_health_probe (`grpc_health_probe`), which the image must contain.
   * See https://github.com/grpc-ecosystem/grpc-health-probe
   */
  public static grpcHealthProbe(options: ContainerProbeOptions = {}): IContainerProbe {
    checkArguments('ContainerProbe.grpcHealthProbe', { options });
    const binary = binaryOf(options, 'grpc_health_probe');
    return new ToolProbe((check) => grpcHealthProbeCommand(binary, check));
  }

  /**
   * A command of your own, used unchanged for every endpoint and operating system: it has to contain address, port, path and deadline.
   * Exit code 0 is healthy.
   *
   * @param command `['CMD', program, ...arguments]` runs a program, `['CMD-SHELL', line]` hands one line to the container's shell (`cmd`
   * on Windows), and a program with its arguments alone gets `CMD` in front
   */
  public static command(command: string[]): IContainerProbe {
    checkArguments('ContainerProbe.command', { command });
    const words = containerCommand(command);
    return { command: () => [...words] };
  }

  private constructor() {}
}

/** A probe that builds the command of a tool for the endpoint. */
class ToolProbe implements IContainerProbe {
  constructor(private readonly build: (check: Check) => string[]) {}

  public command(endpoint: HealthEndpoint, port: number, timeout: Duration, operatingSystem?: OperatingSystemFamily): string[] {
    return ['CMD', ...this.build(toCheck(endpoint, port, timeout, operatingSystem))];
  }
}

function binaryOf(options: ContainerProbeOptions, usual: string): string {
  const binary = options.binary ?? usual;
  if (binary === '') {
    fail({
      what: 'The binary of a container probe has no name',
      got: "''",
      allowed: `a name in PATH or an absolute path, '${usual}' if left out`,
      fix: 'pass the program that the image has',
    });
  }
  return binary;
}
