/**
 * How AWS services say why they refuse, in words that several causes share.
 *
 * What ECS says of a stopped task is documented only by example, and has changed over the years: words are matched, never whole texts.
 */
export const UNREACHABLE =
  /timeout|timed out|deadline exceeded|dial tcp|no such host|connection (issue|refused|reset)|unreachable|request canceled/i;
export const MISSING = /not found|does not exist|manifest unknown|no such|NotFound|can't find|InvalidParameters|invalid ssm parameters/i;
export const DENIED = /AccessDenied|not authorized|no basic auth|denied|\b403\b|\b401\b|Forbidden|Unauthorized/i;
