import type { ServiceTimeline } from './timeline';
import { isUnknown } from '../services/quantity';

/** What `--format json` prints: numbers in seconds, `null` for what only the deployment knows, `"never"` for what does not happen. */
export function timelineJson(timelines: readonly ServiceTimeline[]): string {
  const services = timelines.map(({ settings, startup, now, suggested }) => ({
    service: settings.name,
    template: settings.template,
    constructPath: settings.constructPath,
    startup,
    now,
    suggested: suggested && { contract: { ...suggested.contract, contractSeconds: undefined }, ...suggested.timeline },
  }));
  return JSON.stringify({ version: 1, services }, (_key, value: unknown) => {
    if (isUnknown(value)) { return null; }
    return value === Infinity ? 'never' : value;
  }, 2);
}
