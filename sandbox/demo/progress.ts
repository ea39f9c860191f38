/** One line that says what is going on: rewritten in place on a terminal, a line each elsewhere. Standard output stays for the result. */
export class Progress {
  private readonly current = new Set<string>();
  private done = 0;

  constructor(private readonly total: number) {}

  public begin(name: string): void {
    this.current.add(name);
    this.show();
  }

  public finish(name: string): void {
    this.current.delete(name);
    this.done += 1;
    this.show();
  }

  public say(text: string): void {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\x1b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}`);
    } else {
      process.stderr.write(`${text}\n`);
    }
  }

  public end(): void {
    if (process.stderr.isTTY) { process.stderr.write('\r\x1b[2K'); }
  }

  private show(): void {
    this.say(`${this.done} of ${this.total} done; now: ${[...this.current].join(', ') || 'finishing'}`);
  }
}
