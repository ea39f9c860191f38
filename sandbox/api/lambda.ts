import { ApiError } from './errors';
import type { LambdaFunction } from '../functions/lambda-function';
import { functionName } from '../template/identifiers';

/** An answer of the Lambda API. */
export interface LambdaAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
/** Lambda hands back the last 4 KB of the log. */
const LOG_TAIL = 4096;

/** Lambda's Invoke over the functions of the template that run a shipped bundle. */
export class LambdaApi {
  constructor(private readonly functions: ReadonlyMap<string, LambdaFunction>, private readonly onFailure: (why: string) => void) {}

  /** Function that a path invokes; undefined when the path is no invocation. */
  public invoked(path: string): string | undefined {
    const name = path.match(INVOCATION)?.[1];
    return name && functionName(decodeURIComponent(name));
  }

  public async invoke(name: string, type: string, logType: string, body: string): Promise<LambdaAnswer> {
    const target = this.functions.get(name);
    if (!target) {
      throw new ApiError(
        'ResourceNotFoundException',
        `Function not found: ${name}; the sandbox runs ${[...this.functions.keys()].join(', ') || 'none'}`,
        404,
      );
    }
    if (type === 'DryRun') {
      return { status: 204, headers: {}, body: '' };
    }
    const event = parse(body);
    if (type === 'Event') {
      void target.invokeAsEvent(event, this.onFailure);
      return { status: 202, headers: {}, body: '' };
    }
    const result = await target.invoke(event);
    return {
      status: 200,
      headers: {
        'x-amz-executed-version': '$LATEST',
        ...result.failed ? { 'x-amz-function-error': 'Unhandled' } : {},
        ...logType === 'Tail' ? { 'x-amz-log-result': Buffer.from(target.output.join('\n').slice(-LOG_TAIL)).toString('base64') } : {},
      },
      body: result.payload,
    };
  }
}

function parse(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch (error) {
    throw new ApiError('InvalidRequestContentException', `Could not parse request body into json: ${(error as Error).message}`);
  }
}
