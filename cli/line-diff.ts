/** What happened to a line: kept, taken away, added. */
interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** Lines around each change. */
const CONTEXT = 3;

/**
 * The difference of two texts in the unified format, which `patch` and `git apply` take; empty where there is none.
 * https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function lineDiff(file: string, before: string, after: string): string {
  const lines = compare(before.split('\n'), after.split('\n'));
  const changed = lines.flatMap(({ mark }, index) => (mark === ' ' ? [] : [index]));
  if (changed.length === 0) { return ''; }
  const hunks = hunksOf(changed).map(([from, to]) => hunk(lines, from, Math.min(to, lines.length)));
  return [`--- a/${file}`, `+++ b/${file}`, ...hunks].join('\n');
}

/** Changes with their context; two whose contexts meet are one. */
function hunksOf(changed: readonly number[]): [number, number][] {
  return changed.reduce<[number, number][]>((hunks, index) => {
    const last = hunks[hunks.length - 1];
    if (last && index - CONTEXT <= last[1]) {
      last[1] = index + CONTEXT + 1;
      return hunks;
    }
    return [...hunks, [Math.max(0, index - CONTEXT), index + CONTEXT + 1]];
  }, []);
}

function hunk(lines: readonly Line[], from: number, to: number): string {
  const count = (part: readonly Line[], mark: '-' | '+') => part.filter((line) => line.mark === ' ' || line.mark === mark).length;
  // The empty text behind the last line feed is no line.
  const part = lines.slice(from, to === lines.length && lines[to - 1].text === '' ? to - 1 : to);
  const range = (mark: '-' | '+') => `${mark}${count(lines.slice(0, from), mark) + 1},${count(part, mark)}`;
  const last = [lastOf(lines, '-'), lastOf(lines, '+')];
  return [
    `@@ ${range('-')} ${range('+')} @@`,
    ...part.flatMap((line) => [`${line.mark}${line.text}`, ...last.includes(line) ? ['\\ No newline at end of file'] : []]),
  ].join('\n');
}

/** The last line of one side. */
function lastOf(lines: readonly Line[], mark: '-' | '+'): Line | undefined {
  return lines.filter((line) => line.mark === ' ' || line.mark === mark).pop();
}

/** The shortest way from one list of lines to the other: E. Myers, An O(ND) Difference Algorithm and Its Variations. */
function compare(before: readonly string[], after: readonly string[]): Line[] {
  const steps: Map<number, number>[] = [];
  let reached = new Map([[1, 0]]);
  for (let edits = 0; ; edits += 1) {
    const next = new Map(reached);
    steps.push(reached);
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = isInsertion(reached, diagonal, edits) ? reached.get(diagonal + 1)! : reached.get(diagonal - 1)! + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) { x += 1; }
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) { return walkBack(before, after, steps); }
    }
    reached = next;
  }
}

function isInsertion(reached: ReadonlyMap<number, number>, diagonal: number, edits: number): boolean {
  return diagonal === -edits || (diagonal !== edits && (reached.get(diagonal - 1) ?? -1) < (reached.get(diagonal + 1) ?? -1));
}

function walkBack(before: readonly string[], after: readonly string[], steps: readonly ReadonlyMap<number, number>[]): Line[] {
  const lines: Line[] = [];
  let [x, y] = [before.length, after.length];
  for (let edits = steps.length - 1; edits >= 0; edits -= 1) {
    const reached = steps[edits];
    const diagonal = x - y;
    const from = isInsertion(reached, diagonal, edits) ? diagonal + 1 : diagonal - 1;
    const [toX, toY] = edits === 0 ? [0, 0] : [reached.get(from)!, reached.get(from)! - from];
    while (x > toX && y > toY) {
      x -= 1;
      y -= 1;
      lines.push({ mark: ' ', text: before[x] });
    }
    if (edits === 0) { break; }
    if (x === toX) { lines.push({ mark: '+', text: after[toY] }); } else { lines.push({ mark: '-', text: before[toX] }); }
    [x, y] = [toX, toY];
  }
  return lines.reverse();
}
