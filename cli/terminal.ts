import type { WriteStream } from 'node:tty';

/** Something that may be a terminal. */
type Output = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean };

const TICK_MS = 1000;
/** Back to the start of the line, and clear it: what is written next stands there instead. */
const CLEAR_LINE = '\r\u001b[K';

/** Colours are for people at a terminal who have not turned them off: https://no-color.org */
export function wantsColor(output: Output, { NO_COLOR, TERM }: NodeJS.ProcessEnv = process.env): boolean {
  return output.isTTY === true && !NO_COLOR && TERM !== 'dumb';
}

/** Does some work while a person at a terminal sees what is being done, and for how long already; a pipe or a file gets nothing of it. */
export async function withProgress<T>(what: string, work: () => T | Promise<T>, output: Output = process.stderr): Promise<T> {
  if (!output.isTTY) { return work(); }
  const start = Date.now();
  const show = () => output.write(`${CLEAR_LINE}${what} … ${Math.round((Date.now() - start) / 1000)} s`);
  show();
  const ticks = setInterval(show, TICK_MS).unref();
  try {
    return await work();
  } finally {
    clearInterval(ticks);
    output.write(CLEAR_LINE);
  }
}
