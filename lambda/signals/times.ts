const MINUTE_MS = 60_000;

/** `03:02 UTC`, and the day before it where that is not today's. */
export function clock(at: number, now: number): string {
  const [day, rest] = new Date(at).toISOString().split('T');
  return `${day === new Date(now).toISOString().split('T')[0] ? '' : `${day} `}${rest.slice(0, 5)} UTC`;
}

/** `14 minutes`, `2 hours 5 minutes`. */
export function lasted(milliseconds: number): string {
  const minutes = Math.round(milliseconds / MINUTE_MS);
  if (minutes < 1) { return 'less than a minute'; }
  const hours = Math.floor(minutes / 60);
  return [counted(hours, 'hour'), counted(minutes % 60, 'minute')].filter(Boolean).join(' ');
}

function counted(count: number, unit: string): string {
  return count === 0 ? '' : `${count} ${unit}${count === 1 ? '' : 's'}`;
}
