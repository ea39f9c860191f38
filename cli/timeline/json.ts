import type { ServiceTimeline } from './timeline';

/** What `--format json` prints: numbers in seconds, `null` for what only the deployment knows, `"never"` for what does not happen. */
export function timelineJson(timelines: readonly ServiceTimeline[]): string {
  const services = timelines.map(({ settings, startup, now, suggested }) => ({
    service: settings.name,
    template: settings.template,
    constructPath: settings.constructPath,
    startup,
    now,
    suggested: suggested && { contract: { ...suggested.contract, promises: undefined }, ...suggested.timeline },
  }));
  // JSON has no NaN: it becomes null by itself.
  return JSON.stringify({ version: 1, services }, (_key, value: unknown) => (value === Infinity ? 'never' : value), 2);
}
