/** A shell variable as the value of an option: what only the reader's shell knows. */
interface ShellVariable {
  readonly variable: string;
}

/** The options of a command, by the members of the operation's input in the SDK: what AWS requires is required here as well. */
export type CommandOptions<Input> = { readonly [Name in keyof Input]: Input[Name] | ShellVariable };

/** What stands in a shell without quotation marks and means nothing but itself. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/**
 * A command of the AWS CLI to be copied into a shell. It names its region, because the reader's shell may have another one as default.
 * A value that a shell could take for more than a value is left to the reader: its option's name in capitals stands in its place.
 *
 * @param service as the CLI names it, such as `ecs`
 * @param operation as the API names it, such as `StopTask`
 * @param region where the resources are; `REGION` where it is unknown
 */
export function awsCommand<Input extends object>(
  service: string, operation: string, region: string, options: CommandOptions<Input>,
): string {
  const given = Object.entries({ ...options, region }).filter(([, value]) => value !== undefined);
  return ['aws', service, dashed(operation), ...given.map(([name, value]) => `--${dashed(name)} ${argument(name, value)}`)].join(' ');
}

function argument(name: string, value: unknown): string {
  if (typeof value === 'object' && value !== null && 'variable' in value) { return `"$${String(value.variable)}"`; }
  const text = String(value);
  // What begins with a dash would be an option of its own.
  return PLAIN.test(text) && !text.startsWith('-') ? text : dashed(name).replaceAll('-', '_').toUpperCase();
}

/** `serviceDeploymentArn` is `service-deployment-arn`. */
function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter, index) => `${index > 0 ? '-' : ''}${letter.toLowerCase()}`);
}
