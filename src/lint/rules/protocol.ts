import type { Rule } from '../rule';
import { checkPathNotAllowed } from './protocol/check-path-not-allowed';
import { checkPortWithoutSecurityGroupRule } from './protocol/check-port-without-security-group-rule';
import { checkProtocolNotAllowed } from './protocol/check-protocol-not-allowed';
import { defaultGrpcMatcher } from './protocol/default-grpc-matcher';
import { grpcCheckPathForm } from './protocol/grpc-check-path-form';
import { grpcMatcherOnHttpGroup } from './protocol/grpc-matcher-on-http-group';
import { grpcWithoutHttpsListener } from './protocol/grpc-without-https-listener';
import { httpMatcherOnGrpcGroup } from './protocol/http-matcher-on-grpc-group';
import { httpSettingOnTcpCheck } from './protocol/http-setting-on-tcp-check';
import { matcherAcceptsErrors } from './protocol/matcher-accepts-errors';
import { matcherNotAllowed } from './protocol/matcher-not-allowed';
import { route53MatchWithoutString } from './protocol/route53-match-without-string';
import { route53OnPrivateAddress } from './protocol/route53-on-private-address';
import { route53ProtocolNotOfPort } from './protocol/route53-protocol-not-of-port';
import { route53StringWithoutMatch } from './protocol/route53-string-without-match';
import { targetGroupCheckDisabled } from './protocol/target-group-check-disabled';
import { targetTypeNotForNetworkMode } from './protocol/target-type-not-for-network-mode';
import { tls13OnlyBehindNetworkCheck } from './protocol/tls13-only-behind-network-check';
import { udpCheckedOnTrafficPort } from './protocol/udp-checked-on-traffic-port';

/** Checks that do not fit the protocol which they check. */
export const PROTOCOL_RULES: readonly Rule[] = [
  checkPathNotAllowed,
  checkPortWithoutSecurityGroupRule,
  checkProtocolNotAllowed,
  defaultGrpcMatcher,
  grpcCheckPathForm,
  grpcMatcherOnHttpGroup,
  grpcWithoutHttpsListener,
  httpMatcherOnGrpcGroup,
  httpSettingOnTcpCheck,
  matcherAcceptsErrors,
  matcherNotAllowed,
  route53MatchWithoutString,
  route53OnPrivateAddress,
  route53ProtocolNotOfPort,
  route53StringWithoutMatch,
  targetGroupCheckDisabled,
  targetTypeNotForNetworkMode,
  tls13OnlyBehindNetworkCheck,
  udpCheckedOnTrafficPort,
];
