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

/**
 * Tells a person at a terminal what is being done, and for how long already; a pipe or a file gets nothing of it.
 * @returns what takes the line away again
 */
export function showProgress(what: string, output: Output = process.stderr): () => void {
  if (!output.isTTY) { return () => undefined; }
  const start = Date.now();
  const show = () => output.write(`${CLEAR_LINE}${what} … ${Math.round((Date.now() - start) / 1000)} s`);
  show();
  const ticks = setInterval(show, TICK_MS).unref();
  return () => {
    clearInterval(ticks);
    output.write(CLEAR_LINE);
  };
}
