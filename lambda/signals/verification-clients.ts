// A file of its own in the bundle too: it is required where an event first needs a verification.
export { callVerifier, verificationTimeoutMs } from './call-verifier';
export { readParameters } from '../shared/parameters';
