import type { WebSocketEndpointPlan } from '../../../src/shared/plan';

const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const PATH = /^\/[\x21-\x7e]*$/;
/** Without line breaks: a value with one could smuggle in another request. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
/** Headers that make the upgrade; they are not the plan's to set. */
const OWN = /^(connection|upgrade|content-length|transfer-encoding|sec-websocket-(key|version|accept|extensions))$/i;

/** The request for an upgrade (RFC 6455 section 4.1), or undefined where the plan asks for what cannot be sent. */
export function upgradeRequest(
  plan: WebSocketEndpointPlan, secretHeaders: ReadonlyArray<readonly [name: string, value: string]>, authority: string, key: string,
): Buffer | undefined {
  const path = plan.path ?? '/';
  const given = [...Object.entries(plan.headers ?? {}), ...secretHeaders];
  if (!PATH.test(path) || given.some(([name, value]) => !NAME.test(name) || OWN.test(name) || !VALUE.test(value))) { return undefined; }
  const has = (wanted: string) => given.some(([name]) => name.toLowerCase() === wanted);
  const lines = [
    `GET ${path} HTTP/1.1`,
    ...has('host') ? [] : [`host: ${authority}`],
    ...has('user-agent') ? [] : ['user-agent: cdk-ecs-layered-health'],
    'connection: Upgrade',
    'upgrade: websocket',
    'sec-websocket-version: 13',
    `sec-websocket-key: ${key}`,
    ...given.map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
