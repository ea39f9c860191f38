/**
 * What exit codes say. Above 128 a process was ended by the signal whose number is what exceeds 128.
 * https://repost.aws/knowledge-center/ecs-task-stopped
 */
const MEANING: Readonly<Record<number, string>> = {
  0: 'it exited by itself and reports success',
  1: 'an application error; its log has the details',
  125: 'the container runtime could not run it',
  126: 'its command is not executable',
  127: 'its command was not found in the image',
  134: 'SIGABRT: it aborted itself, as Node.js does when its heap is full',
  137: 'SIGKILL: killed, either because it ran out of memory or because it still ran at the end of its stop timeout',
  139: 'SIGSEGV: it crashed on an invalid memory access, in native code or because of an incompatible library',
  143: 'SIGTERM: it exited on a request to stop',
};

export function exitCodeInWords(code: number): string {
  const signal = code > 128 && code <= 192 ? `ended by signal ${code - 128}` : undefined;
  const meaning = MEANING[code] ?? signal;
  return `exit code ${code}${meaning ? `, ${meaning}` : ''}`;
}

/** Codes of a container that stopped on request. */
export function endedAsAsked(code: number): boolean {
  return code === 0 || code === 143;
}
