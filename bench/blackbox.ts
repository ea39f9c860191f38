import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const COMMANDS = ['prometheus-blackbox-exporter', 'blackbox_exporter'];
const START_MS = 10_000;

/** The checks that ours are held against: nothing is asked of the answer that ours does not look at. */
const CONFIG = `modules:
  http:
    prober: http
    timeout: 10s
    http:
      preferred_ip_protocol: ip4
      follow_redirects: false
  tcp:
    prober: tcp
    timeout: 10s
    tcp:
      preferred_ip_protocol: ip4
`;

/** A blackbox_exporter of the bench's own, on a loopback port. */
export class Blackbox {
  /** The command that this machine has; undefined when it has none. */
  public static find(): string | undefined {
    return COMMANDS.find((command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0);
  }

  /** Starts one and waits until it answers. */
  public static async start(command: string, folder: string, port: number): Promise<Blackbox> {
    const config = join(folder, 'blackbox.yml');
    writeFileSync(config, CONFIG);
    const started = new Blackbox(
      spawn(command, [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'], { stdio: 'ignore' }),
      port,
    );
    const end = Date.now() + START_MS;
    while (!await accepts(port)) {
      if (Date.now() > end) {
        started.stop();
        throw new Error(`blackbox_exporter did not start within ${START_MS} ms`);
      }
      await sleep(50);
    }
    return started;
  }

  private readonly ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

  private constructor(private readonly process: ChildProcess, public readonly port: number) {}

  /** CPU that the exporter has used so far, user and system of all its threads, in microseconds. */
  public cpuMicroseconds(): number {
    // The name in parentheses may hold anything: fields are counted from behind it.
    const fields = readFileSync(`/proc/${this.process.pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / this.ticksPerSecond * 1e6;
  }

  public peakMemoryMib(): number {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.process.pid}/status`, 'utf8'))?.[1]) / 1024;
  }

  public stop(): void {
    this.process.kill();
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
