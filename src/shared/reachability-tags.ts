/** Tag of each path and analysis of the Reachability Analyzer that a verification creates; its value names the service. */
export const SERVICE_TAG = 'LayeredHealthService';
