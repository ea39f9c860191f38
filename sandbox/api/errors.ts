/** An error that a client of the AWS API gets to see as an error of the service. */
export class ApiError extends Error {
  constructor(public readonly code: string, message: string, public readonly status = 400) {
    super(message);
  }
}
