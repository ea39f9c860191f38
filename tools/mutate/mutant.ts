/** One change of one source file, as a slip of its author would make it. */
export interface Mutant {
  /** From the project's root, with slashes. */
  readonly file: string;
  readonly kind: string;
  /** Offsets of the text that is replaced. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Where sources live: `src/edge`, `lambda/engine`, `cli`. */
export function roomOf({ file }: Pick<Mutant, 'file'>): string {
  const folders = file.split('/').slice(0, -1);
  return folders.slice(0, 2).join('/');
}

export function applied(source: string, { start, end, text }: Mutant): string {
  return source.slice(0, start) + text + source.slice(end);
}

/** The lines that change: with their number, as they were and as they are. */
export function changedLines(source: string, mutant: Mutant): { readonly line: number; readonly was: string; readonly becomes: string } {
  const from = source.lastIndexOf('\n', mutant.start - 1) + 1;
  const to = source.indexOf('\n', mutant.end);
  const lines = source.slice(from, to < 0 ? undefined : to);
  const shifted = { ...mutant, start: mutant.start - from, end: mutant.end - from };
  return { line: source.slice(0, mutant.start).split('\n').length, was: lines.trim(), becomes: applied(lines, shifted).trim() };
}
