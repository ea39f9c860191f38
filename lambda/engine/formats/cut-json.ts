const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;

/** Deepest nesting that is read: health answers have less than ten levels, and V8 takes 10 ms and more for thousands of them. */
const MOST_LEVELS = 500;

/**
 * The JSON of a text that was cut, closed after its last complete member; undefined where nothing complete stands before the cut. A word
 * that says how the whole is stands first as a rule, and must not be lost with the rest.
 */
export function closeJson(text: string): string | undefined {
  const open: string[] = [];
  let end = -1;
  let openAtEnd = 0;
  let closedSince = '';
  for (let at = 0; at < text.length && open.length <= MOST_LEVELS; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (code === COMMA) {
      end = at;
      openAtEnd = open.length;
      closedSince = '';
    } else if (isOpening(code)) {
      open.push(code === OPENING_BRACE ? '}' : ']');
    } else if (isClosing(code)) {
      const closed = open.pop() ?? '';
      if (open.length < openAtEnd) {
        openAtEnd = open.length;
        closedSince += closed;
      }
    }
  }
  return end < 0 ? undefined : text.slice(0, end) + closedSince + open.slice(0, openAtEnd).reverse().join('');
}

/** How much of a text of JSON is nested no more deeply than is read. */
export function shallowLength(text: string): number {
  if (text.length <= MOST_LEVELS) { return text.length; }
  let level = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
    } else if (isOpening(code)) {
      level += 1;
      if (level > MOST_LEVELS) { return at; }
    } else if (isClosing(code)) {
      level -= 1;
    }
  }
  return text.length;
}

function isOpening(code: number): boolean {
  return code === OPENING_BRACE || code === OPENING_BRACKET;
}

function isClosing(code: number): boolean {
  return code === CLOSING_BRACE || code === CLOSING_BRACKET;
}

/** Where the string ends that begins at an index. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) { return at; }
    if (code === BACKSLASH) { at += 1; }
  }
  return text.length;
}
