/** Every command of the installed package, through npx, as its users run it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expectRun, installedPackage, npx, type Outcome } from './package';

const HAND_WRITTEN = join(__dirname, '..', 'test', 'cli', 'fixtures', 'hand-written.template.json');

/** Runs the commands in an app whose cdk.out has the README's first example, with a version of Node. */
export async function tryCommands(app: string, node: string): Promise<void> {
  const command = async (code: number, says: RegExp, ...args: string[]): Promise<Outcome> => {
    const outcome = await expectRun(code, app, 'npx', npx(...args), node);
    const printed = `${outcome.stdout}${outcome.stderr}`;
    if (!says.test(printed)) { throw new Error(`${args.join(' ')} printed nothing of ${says}:\n${printed}`); }
    return outcome;
  };
  await command(0, new RegExp(`^${installedPackage(app).version.replace(/\./g, '\\.')}\n$`), '--version');
  await command(0, /completion[^]*init[^]*lint[^]*probe[^]*sandbox[^]*timeline/, '--help');
  await command(0, /cdk-ecs-layered-health/, 'completion', 'bash');
  await command(0, /^1 template: 0 errors, 0 warnings, 0 notes\n$/, 'lint', 'cdk.out');
  await command(1, /NoCircuitBreaker/, 'lint', HAND_WRITTEN);
  await command(0, /Shop\/Web\/Service[^]*ECS begins to replace the task/, 'timeline', 'cdk.out');
  await command(0, /new LayeredHealth\(/, 'init', HAND_WRITTEN);
  await command(0, /ecs:DescribeServices/, 'doctor', '--policy');
  await command(64, /AWS cannot be asked/, 'doctor', '--profile', 'there-is-none');
  await command(64, /No command is given for the container 'web'/, 'sandbox', 'cdk.out/Shop.template.json');
  await command(64, /unknown command/, 'unheard-of');
  await tryProbe(command);
}

type Command = (code: number, says: RegExp, ...args: string[]) => Promise<Outcome>;

async function tryProbe(command: Command): Promise<void> {
  const server = createServer((request, response) => response.writeHead(request.url === '/broken' ? 500 : 200).end());
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await command(0, /^UP [^]*HEALTHY/, 'probe', `${target}/ready`, '--liveness', '/live');
  await command(2, /^DOWN [^]*LIVENESS_FAILED at L7: a restart helps/, 'probe', `${target}/ready`, '--liveness', '/broken');
  await new Promise((resolve) => { server.close(resolve); });
  await command(2, /^DOWN [^]*PORT_CLOSED at L4/, 'probe', `${target}/ready`);
}
