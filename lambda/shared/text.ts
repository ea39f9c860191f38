/** Longest detail of a check, in characters. */
export const DETAIL_LENGTH = 200;

const ESCAPE_SEQUENCE = /\u001b\[[0-?]*[ -/]*[@-~]/g;
/** What a text in ASCII may need cleaning for; most have nothing of it. */
const UNCLEAN = /[^ -~]| {2}|^ | $/;
// Controls, formats such as bidirectional overrides, lone surrogates, line separators.
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/**
 * Makes one bounded, printable line of text that a target may have had a hand in: nothing in it moves a cursor, colours a
 * terminal or starts a new line in a log.
 */
export function cleanText(text: string, length: number = DETAIL_LENGTH): string {
  if (text.length <= length && !UNCLEAN.test(text)) { return text; }
  const line = text
    .slice(0, length * 4) // enough to fill the line, and no more work than that
    .replace(ESCAPE_SEQUENCE, '')
    .replace(UNPRINTABLE, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return clip(line, length);
}

/** At most `length` characters of a text, with an ellipsis where some were left out. */
export function clip(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** One bounded line of ASCII, with `?` for every other character: for names that AWS or a plan gives. */
export function asciiLine(text: string, length: number): string {
  return clip(text.slice(0, length + 1).replace(/[^\x20-\x7e]/g, '?'), length);
}
