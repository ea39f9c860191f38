/**
 * Probes what the verifier asks for from inside the VPC. It calls no AWS API and needs no permission.
 */
export { probeFromHere as handler } from './probe-from-here';
