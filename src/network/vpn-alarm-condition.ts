/** When the alarm of a VPN connection starts. */
export enum VpnAlarmCondition {
  /** No tunnel of the connection is up: no packet passes. */
  NO_TUNNEL_UP = 'no-tunnel-up',
  /** At least one tunnel is down: the connection works without redundancy. AWS's own maintenance takes one down at a time. */
  ANY_TUNNEL_DOWN = 'any-tunnel-down',
}
