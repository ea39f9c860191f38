/**
 * The program that stands for the Lambda runtime, as text for `node -e`: it must also work from the bundled CLI, where no file of its
 * own exists. It loads the bundle once and answers one event after the other, so an instance stays warm as in Lambda.
 */
export const RUNNER = `
const path = require('node:path');
const [file, name] = process.env._HANDLER.split('.');
const describe = (error) => ({
  errorType: (error && error.name) || 'Error',
  errorMessage: String((error && error.message) || error),
  trace: String((error && error.stack) || error).split('\\n'),
});
process.on('disconnect', () => process.exit(0));
process.on('message', async ({ event, requestId, deadline }) => {
  const context = {
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: '$LATEST',
    invokedFunctionArn: process.env.SANDBOX_FUNCTION_ARN,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: '/aws/lambda/' + process.env.AWS_LAMBDA_FUNCTION_NAME,
    logStreamName: 'sandbox',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  try {
    const value = await handler(event, context);
    process.send({ payload: JSON.stringify(value === undefined ? null : value) });
  } catch (error) {
    process.send({ error: describe(error) });
  }
});
const handler = require(path.join(process.env.LAMBDA_TASK_ROOT, file))[name];
if (typeof handler !== 'function') {
  throw new Error('The bundle exports no ' + name);
}
process.send({ ready: true });
`;
