/** The middle of some numbers; of two middle ones their mean. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The value below which a share of the numbers lies. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((left, right) => left - right);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** The median of the ratios of two series that were measured in turn: what disturbs one round disturbs both of its numbers. */
export function medianRatio(left: readonly number[], right: readonly number[]): number {
  return median(left.map((value, index) => value / right[index]!));
}

/** A number with so many digits that a reader can compare it. */
export function rounded(value: number, digits: number = 3): number {
  return Number(value.toPrecision(digits));
}
