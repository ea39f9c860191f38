interface Range {
  readonly min: number;
  readonly max: number;
}

/** Whether a known number lies outside; undefined and unknown ones do not. */
export function isOutside(value: number | undefined, { min, max }: Range): boolean {
  return value !== undefined && (value < min || value > max);
}

export function nearest(value: number | undefined, { min, max }: Range): number {
  return Math.min(max, Math.max(min, value ?? min));
}

export function inWords({ min, max }: Range): string {
  return `${min} to ${max}`;
}
