import { TIMEOUT_MS } from './hostile-target';
import { parseTarget } from '../../../cli/probe-target-argument';
import { diagnoseTarget } from '../../../lambda/diagnosis/diagnose-target';
import { probe } from '../../../lambda/engine/probe';

/** Megabytes that a prober, which does nothing else, has grown by, and what it found. */
export interface MemoryStory {
  readonly grownMb: number;
  /** Faults in the order of the targets, each target's as often as it was probed. */
  readonly faults: readonly string[];
}

async function probeAll(urls: readonly string[]): Promise<string[]> {
  const targets = urls.map((target) => parseTarget(target, { format: 'auto', timeoutMs: 10 * TIMEOUT_MS }));
  const response = await probe({ targets, dependencies: [], deadlineMs: 60 * TIMEOUT_MS }, { allowLocal: true, concurrency: urls.length });
  return response.targets.map((target) => diagnoseTarget(target).fault);
}

/** Warms up on a target that is well, then probes all the others at the same time, and then again. */
async function main([well, ...hostile]: readonly string[]): Promise<void> {
  const crowd = hostile.flatMap((target) => Array.from({ length: 10 }, () => target));
  for (let round = 0; round < 3; round += 1) { await probeAll(crowd.map(() => well!)); }
  const before = process.resourceUsage().maxRSS;
  const faults = await probeAll(crowd);
  await probeAll(crowd);
  const story: MemoryStory = { grownMb: (process.resourceUsage().maxRSS - before) / 1024, faults };
  process.stdout.write(JSON.stringify(story), () => process.exit());
}

void main(process.argv.slice(2));
