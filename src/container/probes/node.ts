import { type Check, requireProtocol } from './check';
import { HealthProtocol } from '../../contract/health-protocol';

// Host, port and path are separate, because a URL would be normalised. agent: false ignores NODE_USE_ENV_PROXY.
const SCRIPT = [
  'const [protocol, port, path, codes, milliseconds] = process.argv.slice(1);',
  'const end = (healthy, why) => { console.log(why); process.exit(healthy ? 0 : 1); };',
  'const matches = (status) => codes.split(",").some((code) => { const [low, high = low] = code.split("-"); return '
    + 'status >= +low && status <= +high; });',
  'setTimeout(() => end(false, "timeout"), +milliseconds);',
  'require(protocol).get({ host: "127.0.0.1", port, path, agent: false, rejectUnauthorized: false },',
  '(answer) => end(matches(answer.statusCode), "status " + answer.statusCode)).on("error", (error) => end(false, error.message));',
].join(' ');

/** Node's words for one check. */
export function nodeCommand(binary: string, check: Check): string[] {
  requireProtocol('node', [HealthProtocol.HTTP, HealthProtocol.HTTPS], check);
  const { protocol, path, statusCodes } = check.endpoint;
  return [binary, '-e', SCRIPT, protocol, check.port, path!, statusCodes!, String(check.seconds * 1000)];
}
