/** An instruction of a Dockerfile on one line: lines that continue it are joined, comments and heredocs are left out. */
export interface Instruction {
  /** In capitals. */
  readonly name: string;
  readonly rest: string;
}

const DIRECTIVE = /^#\s*(syntax|escape|check)\s*=(.*)$/i;
const BLANK_OR_COMMENT = /^\s*(?:#|$)/;
const WITH_HEREDOCS = /^(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/i;
/** Pieces of words and what stands between these; of two pieces only one begins with the same character, so that nothing is read twice. */
const PIECE = /"(?:[^"\\]|\\.)*"|'[^']*'|\\.|\s+|[^\s"'\\]+|["'\\]/gs;

/**
 * The instructions of a Dockerfile, one after the other; none where it cannot be built, as a heredoc of it does not end.
 * https://docs.docker.com/reference/dockerfile/#format
 */
export function readInstructions(dockerfile: string): Instruction[] {
  const lines = dockerfile.replace(/^\uFEFF/, '').split(/\r?\n/);
  const instructions: Instruction[] = [];
  const directives = leadingDirectives(lines);
  const escape = directives.get('escape') ?? '\\';
  let index = directives.size;
  while (index < lines.length) {
    const parts: string[] = [];
    let part: string | undefined;
    do {
      // Comments and empty lines may stand in the midst of an instruction, and do not end it.
      const line = lines[index];
      index += 1;
      if (BLANK_OR_COMMENT.test(line)) { continue; }
      part = continued(line, escape);
      parts.push(part ?? line);
    } while (index < lines.length && part !== undefined);
    const text = parts.join('').trim();
    for (const heredoc of heredocsOf(text)) {
      while (index < lines.length && !heredoc.isEnd(lines[index])) { index += 1; }
      if (index >= lines.length) { return []; }
      index += 1;
    }
    const [name = ''] = /^\S+/.exec(text) ?? [];
    if (name !== '') { instructions.push({ name: name.toUpperCase(), rest: text.slice(name.length).trim() }); }
  }
  return instructions;
}

/** Directives by name. They count before everything else, also before any other comment, and each once. */
function leadingDirectives(lines: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = DIRECTIVE.exec(line) ?? [];
    if (name === undefined || found.has(name.toLowerCase())) { break; }
    found.set(name.toLowerCase(), value.trim());
  }
  return found;
}

/** The line without the character that continues it on the next line; undefined where there is none. */
function continued(line: string, escape: string): string | undefined {
  const text = line.trimEnd();
  // An escaped escape character stands for itself.
  return text.endsWith(escape) && !text.endsWith(escape + escape) ? text.slice(0, -escape.length) : undefined;
}

/** The documents that follow an instruction, in their order. */
function heredocsOf(text: string): { isEnd(line: string): boolean }[] {
  if (!WITH_HEREDOCS.test(text) || !text.includes('<<')) { return []; }
  const words: string[][] = [[]];
  for (const [piece] of text.matchAll(PIECE)) {
    if (/^\s/.test(piece)) { words.push([]); } else { words[words.length - 1].push(piece); }
  }
  return words.flatMap((pieces) => {
    const [, tabs, quoted] = /^\d*<<(-?)([^<]+)$/.exec(pieces.join('')) ?? [];
    const name = quoted?.replace(/["'\\]/g, '');
    return name ? [{ isEnd: (line: string) => (tabs === '-' ? line.replace(/^\t+/, '') : line) === name }] : [];
  });
}
