import { createServer } from 'node:http';
import { createServer as createTcpServer, type Server } from 'node:net';
import { openResolver } from './dns-stub';
import { TIMEOUT_MS } from './hostile-target';
import { diagnoseTarget } from '../../../lambda/diagnosis/diagnose-target';
import { probe } from '../../../lambda/engine/probe';
import { runCli } from '../../cli/run-cli';

/** What happened in a network of its own, for network.test.ts. */
export interface NetworkStory {
  /** Output of `probe --json`. */
  readonly cli: string;
  /** A redirect from an address that may be probed to loopback, which may not: its fault, and connections that loopback saw. */
  readonly redirect: { readonly fault: string; readonly contacts: number };
  /** A good name beside many that the resolver never answers. */
  readonly goodName: string;
}

const HALF_OPEN = 8085;
const REDIRECTING = 8086;
const FORBIDDEN = 8087;
const GOOD = 8088;
const HANGING_NAMES = 12;

async function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve) => server.listen(port, host, resolve));
}

/** This runs where 127.0.0.1 and 10.9.0.1 are all the network there is. */
async function main(urls: readonly string[]): Promise<void> {
  let contacts = 0;
  await openResolver();
  await listen(createTcpServer(() => undefined), HALF_OPEN, '127.0.0.1');
  await listen(createTcpServer(() => contacts++), FORBIDDEN, '127.0.0.1');
  await listen(
    createServer((_request, response) => response.writeHead(302, { location: `http://127.0.0.1:${FORBIDDEN}/` }).end()),
    REDIRECTING,
    '10.9.0.1',
  );
  await listen(createServer((_request, response) => response.end('{"status":"UP"}')), GOOD, '10.9.0.1');

  const { stdout } = await runCli(['probe', ...urls, '--json', '--timeout', String(TIMEOUT_MS / 1000)]);
  const readiness = { protocol: 'http', path: '/', timeoutMs: TIMEOUT_MS } as const;
  const redirected = await probe(
    {
      targets: [
        { id: 'redirect', host: '10.9.0.1', port: REDIRECTING, readiness: { ...readiness, redirects: 'follow' }, timeoutMs: TIMEOUT_MS },
      ],
      dependencies: [],
      deadlineMs: 5 * TIMEOUT_MS,
    },
    { allowLocal: false },
  );
  const names = [...Array.from({ length: HANGING_NAMES }, (_value, index) => `silent${index}.test`), 'fine.test'];
  const named = await probe({
    targets: names.map((host) => ({ id: host, host, port: GOOD, readiness, timeoutMs: TIMEOUT_MS })),
    dependencies: [],
    deadlineMs: 10 * TIMEOUT_MS,
  }, { allowLocal: false });
  const story: NetworkStory = {
    cli: stdout,
    redirect: { fault: diagnoseTarget(redirected.targets[0]!).fault, contacts },
    goodName: diagnoseTarget(named.targets[HANGING_NAMES]!).fault,
  };
  process.stdout.write(JSON.stringify(story), () => process.exit());
}

void main(process.argv.slice(2));
