/**
 * Writes one line of JSON to the function's log. Straight to the output, because Lambda's console would put a prefix before the JSON.
 * @param fields what the line says, or the line where it is JSON already
 */
export function writeLogLine(fields: object | string): void {
  process.stdout.write(`${typeof fields === 'string' ? fields : JSON.stringify(fields)}\n`);
}
