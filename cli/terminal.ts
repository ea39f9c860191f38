import type { WriteStream } from 'node:tty';

/** Something that may be a terminal. */
type Output = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean };

const TICK_MS = 1000;
/** Moves to the start of the line and clears it, so that the next output replaces it. */
const CLEAR_LINE = '\r\u001b[K';

/** Whether an output is a terminal whose user has not turned colours off: https://no-color.org */
export function wantsColor(output: Output, { NO_COLOR, TERM }: NodeJS.ProcessEnv = process.env): boolean {
  return output.isTTY === true && !NO_COLOR && TERM !== 'dumb';
}

/** Writes text and a line feed to the standard output. */
export function writeLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/**
 * Does some work while a terminal shows its name and duration; nothing is written to a pipe or a file.
 * @param work gets a function that gives what is shown another name
 */
export async function withProgress<T>(
  what: string, work: (tell: (now: string) => void) => T | Promise<T>, output: Output = process.stderr,
): Promise<T> {
  if (!output.isTTY) { return work(() => {}); }
  const start = Date.now();
  let name = what;
  const show = () => output.write(`${CLEAR_LINE}${name} … ${Math.round((Date.now() - start) / 1000)} s`);
  show();
  const ticks = setInterval(show, TICK_MS).unref();
  try {
    return await work((now) => {
      name = now;
      show();
    });
  } finally {
    clearInterval(ticks);
    output.write(CLEAR_LINE);
  }
}
