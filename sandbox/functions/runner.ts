import { NO_ROUTE } from '../shared/network';

/**
 * The program that stands for the Lambda runtime, as text for `node -e`: it must also work from the bundled CLI, where no file of its
 * own exists. It loads the bundle once and answers one event after the other, so an instance stays warm as in Lambda.
 *
 * Its calendar is the sandbox's, which each event brings along; durations and timers are real. A connection whose packets are lost is
 * never established, or refused by the kernel for want of a route. Names of load balancers lead to their listeners.
 */
export const RUNNER = `
const path = require('node:path');
const { Socket } = require('node:net');
const RealDate = Date;
let ahead = 0;
let lost = {};
let hosts = {};
let ports = {};
const dns = require('node:dns');
const { lookup } = dns;
dns.lookup = function (host, ...rest) {
  const address = Object.hasOwn(hosts, host) ? hosts[host] : undefined;
  if (!address) { return lookup.call(dns, host, ...rest); }
  const done = rest.pop();
  const all = rest[0] && rest[0].all;
  process.nextTick(() => (all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)));
};
globalThis.Date = class Date extends RealDate {
  constructor(...parts) { parts.length === 0 ? super(RealDate.now() + ahead) : super(...parts); }
  static now() { return RealDate.now() + ahead; }
};
const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...parts) {
  const options = Array.isArray(parts[0]) ? parts[0][0] : parts[0];
  const loss = options && typeof options === 'object' ? lost[options.host] : undefined;
  if (loss === 'dropped') { this.connecting = true; return this; }
  const port = options && typeof options === 'object' ? ports[options.host + ':' + options.port] : undefined;
  if (port) { options.port = port; }
  if (loss === 'no-route') { options.host = '${NO_ROUTE}'; }
  return connect.apply(this, parts);
};
const [file, name] = process.env._HANDLER.split('.');
const describe = (error) => ({
  errorType: (error && error.name) || 'Error',
  errorMessage: String((error && error.message) || error),
  trace: String((error && error.stack) || error).split('\\n'),
});
process.on('disconnect', () => process.exit(0));
process.on('message', async ({ event, requestId, timeoutMs, now, lostPackets, ...network }) => {
  ahead = now - RealDate.now();
  lost = lostPackets;
  ({ hosts, ports } = network);
  const deadline = performance.now() + timeoutMs;
  const context = {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: process.env.SANDBOX_FUNCTION_ARN,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: '/aws/lambda/' + process.env.AWS_LAMBDA_FUNCTION_NAME,
    logStreamName: 'sandbox',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
  try {
    const value = await handler(event, context);
    process.send({ payload: JSON.stringify(value === undefined ? null : value) });
  } catch (error) {
    process.send({ error: describe(error) });
  }
});
const handler = require(path.join(process.env.LAMBDA_TASK_ROOT, file))[name];
if (typeof handler !== 'function') {
  throw new Error('The bundle exports no ' + name);
}
process.send({ ready: true });
`;
