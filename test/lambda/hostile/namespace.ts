import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A pair of interfaces that leads nowhere: enough of a network for a prober to have one. */
const INTERFACES = [
  'ip link set lo up',
  'ip link add v0 type veth peer name v1',
  'ip address add 10.9.0.1/24 dev v0',
  'ip link set v0 up',
  'ip link set v1 up',
  'ip route add unreachable 10.8.0.0/16',
].join('; ');

const FIREWALL = `
table inet hostile {
  chain input {
    type filter hook input priority 0;
    tcp dport 8081 drop
    tcp dport 8082 reject with tcp reset
    ip protocol tcp tcp dport 8083 reject with icmp type port-unreachable
    ip protocol tcp tcp dport 8084 reject with icmp type admin-prohibited
    tcp dport 8085 tcp flags & syn == 0 drop
  }
}`;

/** A network namespace with a resolver of its own: nothing that is contacted in it leaves it, and it ends with its process. */
export class Namespace {
  private readonly folder = mkdtempSync(join(tmpdir(), 'namespace-'));
  private readonly setup: string;

  constructor(firewall: boolean) {
    const write = (name: string, text: string) => {
      const file = join(this.folder, name);
      writeFileSync(file, text);
      return file;
    };
    this.setup = [
      INTERFACES,
      // One try of two seconds: longer than any deadline here, and soon over.
      `mount --bind ${write('resolv.conf', 'nameserver 127.0.0.1\noptions timeout:2 attempts:1\n')} /etc/resolv.conf`,
      `mount --bind ${write('nsswitch.conf', 'hosts: files dns\n')} /etc/nsswitch.conf`,
      ...firewall ? [`nft -f ${write('rules.nft', FIREWALL)}`] : [],
    ].join('; ');
  }

  /** Whether this machine allows it. */
  public get isAllowed(): boolean {
    try {
      const [file, ...args] = this.commandFor(['true']);
      execFileSync(file!, args, { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  }

  /** Runs a command in it from the project's root and gives what it printed. */
  public async run(command: readonly string[]): Promise<string> {
    const [file, ...args] = this.commandFor(command);
    return new Promise((resolve, reject) => {
      execFile(file!, args, { cwd: join(__dirname, '..', '..', '..') }, (error, stdout, stderr) => {
        if (error) { reject(new Error(`${error.message}\n${stderr}`)); } else { resolve(stdout); }
      });
    });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private commandFor(command: readonly string[]): string[] {
    return ['unshare', '-rnm', 'sh', '-ec', `${this.setup}; exec "$@"`, 'sh', ...command];
  }
}
