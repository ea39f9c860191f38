import { type Context, createContext, Script } from 'node:vm';
import { now } from './clock';

/** Most of a text that a pattern is tried on, in characters. */
export const TEXT_LENGTH = 64 * 1024;

/** Longest that one trial may take; an honest pattern needs less than a millisecond. */
const TIMEOUT_MS = 100;
/** Longest for a pattern that has just been too slow: a trial stops everything else in the process, and there may be many targets. */
const TIMEOUT_AFTER_SLOW_MS = 10;
const SLOW_FOR_MS = 30_000;

// Whatever the pattern does wrong is caught in here; only the timeout is not, because nothing in a script can catch it.
const SCRIPT = new Script('try { RegExp(pattern).test(text) ? "match" : "no match" } catch { "invalid" }');

export type RegexVerdict = 'match' | 'no match' | 'too slow' | 'invalid';

/** Patterns that were too slow, and until when they have less time. */
const slowUntil = new Map<string, number>();
let context: Context | undefined;

/**
 * Tries a regular expression on a text without being stopped by either: a pattern that backtracks without end is interrupted.
 * The text is a target's, and is cut at 64 KiB; the pattern has no flags.
 */
export function safeTest(pattern: string, text: string, timeoutMs: number = TIMEOUT_MS): RegexVerdict {
  // Of strings nothing leads back out of the context, and nothing in it can make code of them.
  context ??= createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  context.pattern = pattern;
  context.text = text.slice(0, TEXT_LENGTH);
  const wasSlow = (slowUntil.get(pattern) ?? 0) > now();
  try {
    return SCRIPT.runInContext(context, { timeout: wasSlow ? Math.min(TIMEOUT_AFTER_SLOW_MS, timeoutMs) : timeoutMs }) as RegexVerdict;
  } catch {
    if (!wasSlow) { remember(pattern); }
    return 'too slow';
  } finally {
    context.text = '';
  }
}

function remember(pattern: string): void {
  if (slowUntil.size >= 100) { slowUntil.clear(); } // plans name a handful; this only bounds the memory
  slowUntil.set(pattern, now() + SLOW_FOR_MS);
}
