/** The last lines that a process wrote, so that a talkative process cannot fill the memory. */
export class OutputRing {
  /** Hears every whole line. */
  public onLine?: (line: string) => void;
  private readonly kept: string[] = [];
  private rest = '';

  constructor(private readonly limit = 500, private readonly longestLine = 4000) {}

  /** Oldest first, an unfinished last line included. */
  public get lines(): readonly string[] {
    return this.rest === '' ? this.kept : [...this.kept, this.rest];
  }

  /** Nothing follows: an unfinished last line is whole. */
  public end(): void {
    if (this.rest !== '') { this.write('\n'); }
  }

  public write(chunk: string): void {
    const parts = (this.rest + chunk).split('\n');
    this.rest = parts.pop()!.slice(0, this.longestLine);
    const lines = parts.map((part) => part.slice(0, this.longestLine));
    this.kept.push(...lines);
    this.kept.splice(0, Math.max(0, this.kept.length - this.limit));
    lines.forEach((line) => this.onLine?.(line));
  }
}
