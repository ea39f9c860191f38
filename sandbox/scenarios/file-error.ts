/** Something in a scenario file that cannot be understood, with its place. */
export class ScenarioFileError extends Error {
  constructor(file: string, line: number, column: number, problem: string) {
    super(`${file}:${line}:${column}: ${problem}`);
    this.name = 'ScenarioFileError';
  }
}
