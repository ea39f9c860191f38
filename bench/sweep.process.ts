/** The shipped verifier in a process of its own, as one execution environment of Lambda: sweeps each minute, and says what each came to. */
import { join } from 'node:path';
import type { Swept, SweepOrder } from './fleet';

interface Verifier {
  handler(event: object, context: object): Promise<Pick<Swept, 'verified' | 'well' | 'unverified'>>;
}

async function run({ bundle, endpoint, minutes, request }: SweepOrder): Promise<readonly Swept[]> {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: endpoint, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's', PROBER_FUNCTION_NAME: 'prober',
  });
  const lines: string[] = [];
  process.stdout.write = (chunk) => lines.push(String(chunk)) > 0;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { handler } = require(join(bundle, 'index.js')) as Verifier;
  const swept: Swept[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    const began = Date.now();
    const before = process.cpuUsage();
    const { verified, well, unverified } = await handler(request, { getRemainingTimeInMillis: () => 75_000 - (Date.now() - began) });
    const { user, system } = process.cpuUsage(before);
    swept.push({
      verified,
      well,
      unverified,
      seconds: (Date.now() - began) / 1_000,
      cpuSeconds: (user + system) / 1e6,
      peakMemoryMib: process.resourceUsage().maxRSS / 1024,
    });
    if (minute < minutes - 1) { await new Promise((resolve) => setTimeout(resolve, Math.max(0, 60_000 - (Date.now() - began)))); }
  }
  return swept;
}

process.on('message', (order: SweepOrder) => void run(order).then((answer) => process.send!(answer)));
process.on('disconnect', () => process.exit());
