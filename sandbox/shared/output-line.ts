/** A line that a container's process wrote. */
export interface OutputLine {
  readonly service: string;
  /** Id of the task. */
  readonly task: string;
  readonly container: string;
  readonly line: string;
}
