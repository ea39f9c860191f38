/**
 * How AWS services say why they refuse, in words that several causes share; a pull or a fetch that is killed has waited for the network.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
 *
 * What ECS says of a stopped task is documented only by example, and has changed over the years: words are matched, never whole texts.
 */
export const UNREACHABLE = new RegExp(
  'timeout|timed out|deadline exceeded|dial (tcp|udp)|no such host|connection (issue|refused|reset)|unreachable|(request|context) canceled'
  + '|signal: killed|check your (task )?network (configuration|connection)',
  'i',
);
export const MISSING = new RegExp(
  "not found|does not exist|manifest unknown|no such|NotFound|can't find|InvalidParameters?\\b|invalid ssm parameters"
  + '|did not contain json key',
  'i',
);
/** As Docker, containerd and ECS say that something cannot be done; the apostrophe is AWS's own. */
export const UNABLE = "(?:can(?:no|['\u2019])t|unable to)";
export const DENIED = /AccessDenied|not authorized|no basic auth|denied|\b403\b|\b401\b|Forbidden|Unauthorized/i;
