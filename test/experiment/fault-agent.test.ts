import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AGENT_SCRIPT } from '../../src/experiment/fault-agent';

const ARN = 'arn:aws:ecs:eu-west-1:123456789012:task/cluster/0123456789abcdef';

/** The script in a real shell, with programs that write down how they were called. */
class Shell {
  private readonly folder = mkdtempSync(join(tmpdir(), 'agent-'));

  constructor(metadata: string) {
    mkdirSync(join(this.folder, 'bin'));
    this.program('curl', `printf '%s' '${metadata}'`);
    this.program('aws', 'case "$2" in create-activation) printf "id-1\\tcode-1\\n";; esac');
    this.program('amazon-ssm-agent', 'case "$1" in -register) ;; *) trap "exit 0" TERM; while :; do sleep 0.05; done;; esac');
    writeFileSync(join(this.folder, 'registration'), '{"ManagedInstanceID":"mi-1","Region":"eu-west-1"}');
  }

  /** Runs the script until the agent runs, stops it as ECS does, and returns its exit code. */
  public async run(): Promise<number | null> {
    const script = AGENT_SCRIPT.replace('/var/lib/amazon/ssm/registration', join(this.folder, 'registration'));
    const child = spawn('bash', ['-c', script], {
      env: {
        PATH: `${join(this.folder, 'bin')}:${process.env.PATH}`,
        ECS_CONTAINER_METADATA_URI_V4: 'http://metadata',
        MANAGED_INSTANCE_ROLE_NAME: 'agent-role',
      },
      stdio: 'ignore',
    });
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const running = (async () => {
      while (child.exitCode === null && this.calls.at(-1) !== 'amazon-ssm-agent ') {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill('SIGTERM');
    })();
    const code = await exited;
    await running;
    return code;
  }

  public get calls(): string[] {
    return readFileSync(join(this.folder, 'calls'), 'utf8').split('\n').slice(0, -1);
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private program(name: string, body: string): void {
    const path = join(this.folder, 'bin', name);
    writeFileSync(join(this.folder, 'calls'), '');
    writeFileSync(path, `#!/bin/bash\necho "${name} $*" >> '${join(this.folder, 'calls')}'\n${body}\n`);
    chmodSync(path, 0o755);
  }
}

test('a task registers under the tags by which FIS finds it, and takes that back when it is stopped', async () => {
  const shell = new Shell(`{"Cluster":"c","TaskARN":"${ARN}","Family":"f","AvailabilityZone":"eu-west-1b"}`);
  await shell.run();
  expect(shell.calls).toEqual([
    'curl -s http://metadata/task',
    'aws ssm create-activation --region eu-west-1 --iam-role agent-role --output text --query [ActivationId,ActivationCode] --tags '
      + `Key=ECS_TASK_ARN,Value=${ARN} Key=ECS_TASK_AVAILABILITY_ZONE,Value=eu-west-1b Key=FAULT_INJECTION_SIDECAR,Value=true`,
    'amazon-ssm-agent -register -code code-1 -id id-1 -region eu-west-1',
    'amazon-ssm-agent ',
    'aws ssm delete-activation --region eu-west-1 --activation-id id-1',
    'aws ssm deregister-managed-instance --region eu-west-1 --instance-id mi-1',
  ]);
  shell.remove();
}, 20_000);

test('without metadata nothing is registered', async () => {
  const shell = new Shell('{}');
  expect(await shell.run()).toBe(1);
  expect(shell.calls).toEqual(['curl -s http://metadata/task']);
  shell.remove();
}, 20_000);
