/** An error that a client of the AWS API gets to see as an error of the service. */
export class ApiError extends Error {
  constructor(readonly code: string, message: string, readonly status = 400) {
    super(message);
  }
}
