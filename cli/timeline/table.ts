/** A cell: its text, and how it is coloured when it is as wide as its column. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

/**
 * A table with frames whose cells are wrapped at blanks. Thousands of services are printed: cli-table3 measures every text as a terminal
 * would, and needs ten times as long.
 * @param widths of the columns, without their frames
 */
export function frame(widths: readonly number[], rows: readonly (readonly Cell[])[], paintFrame: (text: string) => string): string {
  const line = (left: string, middle: string, right: string) => (
    paintFrame(`${left}${widths.map((width) => '─'.repeat(width)).join(middle)}${right}`));
  const bar = paintFrame('│');
  const body = rows.flatMap((row) => {
    const cells = row.map(({ text }, column) => wrap(text, widths[column] - 2));
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, index) => row.map(({ paint = plain }, column) => {
      const text = cells[column][index] ?? '';
      return ` ${text === '' ? '' : paint(text)}${' '.repeat(Math.max(0, widths[column] - 1 - text.length))}`;
    })).map((parts) => `${bar}${parts.join(bar)}${bar}`);
  });
  return [line('┌', '┬', '┐'), ...body, line('└', '┴', '┘')].join('\n');
}

function plain(text: string): string {
  return text;
}

/** Lines within a width; a word that is longer is cut. */
function wrap(text: string, width: number): string[] {
  if (text.length <= width && !/\s\s|[\r\n\t]/.test(text)) { return [text]; }
  const lines = [''];
  for (const word of text.split(/\s+/).flatMap((one) => (one.length <= width ? one : cut(one, width)))) {
    const last = lines[lines.length - 1];
    if (last === '') { lines[lines.length - 1] = word; } else if (last.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else { lines.push(word); }
  }
  return lines;
}

function cut(word: string, width: number): string[] {
  return Array.from({ length: Math.ceil(word.length / width) }, (_, index) => word.slice(index * width, (index + 1) * width));
}
