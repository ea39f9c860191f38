/** When the alarm of a VPN connection rises. */
export enum VpnAlarmWhen {
  /** No tunnel of the connection is up: nothing gets through. */
  NO_TUNNEL_UP = 'no-tunnel-up',
  /** At least one tunnel is down: the connection works, but has no spare. AWS's own maintenance takes one down at a time. */
  ANY_TUNNEL_DOWN = 'any-tunnel-down',
}
