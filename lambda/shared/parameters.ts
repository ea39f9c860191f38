import { GetParametersByPathCommand, GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT_SETTINGS } from './client-settings';

// A file of its own in the bundle too, as it is required and not imported: inside of it esbuild would keep more of every client.
let client: SSMClient | undefined;

/** A parameter as it is stored. */
export interface StoredParameter {
  readonly name: string;
  readonly value: string;
  /** Rises with every change. */
  readonly version: number;
}

/** One page of the parameters below a path, at most ten. */
export async function readPage(path: string, token: string | undefined, abortSignal: AbortSignal): Promise<{
  readonly parameters: StoredParameter[];
  readonly next?: string;
}> {
  client ??= new SSMClient({ ...CLIENT_SETTINGS, maxAttempts: 1 });
  const { Parameters, NextToken } = await client.send(
    new GetParametersByPathCommand({ Path: path, Recursive: true, MaxResults: 10, NextToken: token }),
    { abortSignal },
  );
  return { parameters: (Parameters ?? []).map(stored), ...NextToken ? { next: NextToken } : {} };
}

/** The parameters with these names, as far as there are any; at most ten. */
export async function readParameters(names: readonly string[], abortSignal: AbortSignal): Promise<StoredParameter[]> {
  client ??= new SSMClient({ ...CLIENT_SETTINGS, maxAttempts: 1 });
  const { Parameters = [] } = await client.send(new GetParametersCommand({ Names: [...names] }), { abortSignal });
  return Parameters.map(stored);
}

function stored({ Name = '', Value = '', Version = 0 }: { Name?: string; Value?: string; Version?: number }): StoredParameter {
  return { name: Name, value: Value, version: Version };
}
