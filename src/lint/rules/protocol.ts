import type { Rule } from '../rule';
import { alarmDimensionNotFullName } from './protocol/alarm-dimension-not-full-name';
import { alarmNamespaceNotOfLoadBalancer } from './protocol/alarm-namespace-not-of-load-balancer';
import { alarmStatisticNotOfHosts } from './protocol/alarm-statistic-not-of-hosts';
import { alarmWithoutDimension } from './protocol/alarm-without-dimension';
import { checkPathNotAllowed } from './protocol/check-path-not-allowed';
import { checkPortWithoutSecurityGroupRule } from './protocol/check-port-without-security-group-rule';
import { checkProtocolNotAllowed } from './protocol/check-protocol-not-allowed';
import { defaultGrpcMatcher } from './protocol/default-grpc-matcher';
import { fixedCheckPortWithDynamicHostPort } from './protocol/fixed-check-port-with-dynamic-host-port';
import { grpcCheckPathForm } from './protocol/grpc-check-path-form';
import { grpcMatcherOnHttpGroup } from './protocol/grpc-matcher-on-http-group';
import { grpcWithoutHttpsListener } from './protocol/grpc-without-https-listener';
import { httpMatcherOnGrpcGroup } from './protocol/http-matcher-on-grpc-group';
import { httpSettingOnTcpCheck } from './protocol/http-setting-on-tcp-check';
import { ipv6GroupOnIpv4LoadBalancer } from './protocol/ipv6-group-on-ipv4-load-balancer';
import { matcherAcceptsErrors } from './protocol/matcher-accepts-errors';
import { matcherNotAllowed } from './protocol/matcher-not-allowed';
import { redirectCountsAsHealthy } from './protocol/redirect-counts-as-healthy';
import { route53AlarmNotFollowable } from './protocol/route53-alarm-not-followable';
import { route53HttpsWithoutSni } from './protocol/route53-https-without-sni';
import { route53MatchWithoutString } from './protocol/route53-match-without-string';
import { route53OnPrivateAddress } from './protocol/route53-on-private-address';
import { route53ProtocolNotOfPort } from './protocol/route53-protocol-not-of-port';
import { route53StringWithoutMatch } from './protocol/route53-string-without-match';
import { securityGroupAdmitsNobody } from './protocol/security-group-admits-nobody';
import { targetGroupCheckDisabled } from './protocol/target-group-check-disabled';
import { targetTypeNotForNetworkMode } from './protocol/target-type-not-for-network-mode';
import { tls13OnlyBehindNetworkCheck } from './protocol/tls13-only-behind-network-check';
import { udpCheckedOnTrafficPort } from './protocol/udp-checked-on-traffic-port';

/** Checks that do not fit the protocol of their target. */
export const PROTOCOL_RULES: readonly Rule[] = [
  alarmDimensionNotFullName,
  alarmNamespaceNotOfLoadBalancer,
  alarmStatisticNotOfHosts,
  alarmWithoutDimension,
  checkPathNotAllowed,
  checkPortWithoutSecurityGroupRule,
  checkProtocolNotAllowed,
  defaultGrpcMatcher,
  fixedCheckPortWithDynamicHostPort,
  grpcCheckPathForm,
  grpcMatcherOnHttpGroup,
  grpcWithoutHttpsListener,
  httpMatcherOnGrpcGroup,
  httpSettingOnTcpCheck,
  ipv6GroupOnIpv4LoadBalancer,
  matcherAcceptsErrors,
  matcherNotAllowed,
  redirectCountsAsHealthy,
  route53AlarmNotFollowable,
  route53HttpsWithoutSni,
  route53MatchWithoutString,
  route53OnPrivateAddress,
  route53ProtocolNotOfPort,
  route53StringWithoutMatch,
  securityGroupAdmitsNobody,
  targetGroupCheckDisabled,
  targetTypeNotForNetworkMode,
  tls13OnlyBehindNetworkCheck,
  udpCheckedOnTrafficPort,
];
