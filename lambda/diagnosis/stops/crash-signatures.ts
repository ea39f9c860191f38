/** What the log of a stopped task ends with: kinds that causes refer to. */
export const LOG_SIGHTS = [
  'OUT_OF_HEAP', 'READ_ONLY', 'STORAGE_FULL', 'UNREACHED', 'INCOMPLETE', 'PORT_TAKEN', 'CRASHED', 'ENDED',
] as const;

export type LogSight = typeof LOG_SIGHTS[number];

/** The last words of a process. */
export interface LastWords {
  readonly saw: LogSight;
  /** Continues "the log ends with ". */
  readonly says: string;
  /** The process's own line: untrusted, neither cleaned nor masked. */
  readonly line: string;
}

/** How one runtime ends that nobody stopped. */
interface CrashSignature {
  /** Continues "the log ends with ". */
  readonly says: string;
  /** Fits what is written then; the first group is the line that says why. Several lines are joined by line feeds. */
  readonly writes: RegExp;
}

/**
 * One a runtime and kind of end, taken from processes that were made to crash; only .NET's is as it is generally known.
 */
const SIGNATURES: readonly CrashSignature[] = [
  signature('a fatal error of Node.js', /^(FATAL ERROR: [^\n]+)/gm),
  signature(
    'an error of Node.js that nobody caught', /^((?:Uncaught )?[\w$.]*(?:Error|Exception|Rejection)\b[^\n]*)\n(?:[^\n]*\n){0,8}? {4}at [^\n]+/gm,
  ),
  signature('an exception of Python that nobody caught', /^Traceback \(most recent call last\):\n(?:[ \t][^\n]*\n|\n)*([A-Za-z_][^\n]*)/gm),
  signature('a syntax error of Python', /^((?:Syntax|Indentation|Tab)Error: [^\n]+)/gm),
  signature('an exception of Java that nobody caught', /^Exception in thread "[^"\n]*" ([^\n]+)/gm),
  signature('a cause that a Java program gives', /^\s*Caused by: ([^\n]+)/gm),
  signature('an error of the Java virtual machine', /^((?:java\.lang\.OutOfMemoryError|Error: (?:Could not find|Unable to|LinkageError))[^\n]*)/gm),
  signature('a panic of Go', /^(panic: [^\n]+)/gm),
  signature('a fatal error of Go', /^(fatal error: [^\n]+)\n(?:[^\n]*\n){0,8}?(?:goroutine |runtime stack:)/gm),
  signature('an exception of .NET that nobody caught', /^Unhandled exception[.:] ([^\n]+)/gim),
  signature('an exception of Ruby that nobody caught', /^\S[^\s:]*(?::[^\s:]+)?:\d+:in ['`][^\n]*?': ([^\n]+\([A-Z][\w:]*\))/gm),
  signature('a syntax error of Ruby', /^([^\s:]+\.rb:\d+: syntax error[^\n]*)/gm),
  signature('a fatal error of PHP', /^(?:\[[^\]\n]*\] )?(?:PHP |<b>)?(?:Fatal|Parse) error(?:<\/b>)?:\s+([^\n]+)/gm),
  signature('a panic of Rust', /^thread '[^'\n]*' (?:\(\d+\) )?panicked at ([^\n]+(?:\n(?!stack backtrace|note:)[^\n]+)?)/gm),
  signature('an error of a program in native code', /^[^\n]*(Segmentation fault|terminate called [^\n]*|double free or corruption)/gm),
];

/** What a line says of why, whatever the runtime; the first that fits. */
const REASONS: ReadonlyArray<readonly [LogSight, RegExp]> = [
  ['OUT_OF_HEAP', /heap (out of memory|limit)|OutOfMemory(Error|Exception)|MemoryError|\bout of memory\b|NoMemoryError|Allowed memory size/i],
  ['READ_ONLY', /\bEROFS\b|read-only file ?system/i],
  ['STORAGE_FULL', /\bENOSPC\b|no space left on device|\bEDQUOT\b|disk quota exceeded/i],
  ['PORT_TAKEN', /EADDRINUSE|address already in use|Address already in use|BindException/i],
  ['INCOMPLETE', new RegExp([
    'Cannot find (module|package)|ERR_MODULE_NOT_FOUND', 'No module named|ModuleNotFoundError',
    'ClassNotFoundException|NoClassDefFoundError',
    'Could not find or load main class|no main manifest', 'cannot load such file', 'Could not load file or assembly',
    'error while loading shared libraries', 'Failed opening required',
  ].join('|'), 'i')],
  ['UNREACHED', new RegExp([
    'ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EHOSTUNREACH|EAI_AGAIN', 'connection ?refused|connection timed out|no route to host',
    'no such host|UnknownHost|name or service not known|Temporary failure in name resolution|could not translate host name',
    '(could|can)( not|not|\'t) connect|failed to connect|Communications link failure',
  ].join('|'), 'i')],
];

const MENTIONS = /error|fatal|panic|exception|fail|cannot|could not/i;
/** Longest line that is read. */
const LONGEST = 2_000;

/** What says most of why a process ended among the last lines that it wrote; undefined where it wrote nothing. */
export function lastWordsOf(lines: readonly string[]): LastWords | undefined {
  const written = lines.flatMap((line) => line.split(/\r?\n/)).map((line) => line.slice(0, LONGEST)).filter((line) => line.trim() !== '');
  const text = written.join('\n');
  const found = SIGNATURES.flatMap(({ says, writes }) => {
    const last = [...text.matchAll(writes)].at(-1);
    return last ? [{ says, line: last[1].replace(/\n/g, ' '), at: last.index }] : [];
  });
  // What was written last is what it ended with: an error that was caught stands before.
  const [crash] = found.sort((a, b) => b.at - a.at);
  const line = crash?.line ?? written.filter((each) => MENTIONS.test(each)).at(-1) ?? written.at(-1);
  if (line === undefined) { return undefined; }
  const [reason] = REASONS.find(([, pattern]) => pattern.test(line)) ?? [];
  return { saw: reason ?? (crash ? 'CRASHED' : 'ENDED'), says: crash?.says ?? 'no known crash; most telling is', line };
}

function signature(says: string, writes: RegExp): CrashSignature {
  return { says, writes };
}
