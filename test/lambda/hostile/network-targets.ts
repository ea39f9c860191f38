import type { HostileTarget } from './hostile-target';

/** What only a network of one's own can do; opened by network-child.ts in a namespace. */
export const NETWORK_TARGETS: ReadonlyArray<Omit<HostileTarget, 'open'> & { readonly url: string; readonly firewall?: true }> = [
  {
    name: 'no route to the host (EHOSTUNREACH)',
    url: 'tcp://10.8.0.1:80',
    fault: 'HOST_UNREACHABLE',
    because: 'a router says that the host cannot be reached',
    detail: /EHOSTUNREACH/,
  },
  {
    name: 'no route to the network (ENETUNREACH)',
    url: 'http://10.7.0.1:80/',
    fault: 'HOST_UNREACHABLE',
    because: 'nobody knows a way there',
    detail: /ENETUNREACH/,
  },
  {
    name: 'a name that does not exist',
    url: 'http://nothing.test:80/',
    fault: 'HOST_UNREACHABLE',
    because: 'the resolver says that there is no such name',
    detail: /ENOTFOUND/,
  },
  {
    name: 'a name that the resolver does not answer',
    url: 'http://silent.test:80/',
    fault: 'PROBER_FAULT',
    because: 'the resolver is the trouble of the prober; of the target nothing is known',
    detail: /resolver gave no answer/,
  },
  {
    name: 'a name for which the resolver fails',
    url: 'http://broken.test:80/',
    fault: 'PROBER_FAULT',
    because: 'as above: SERVFAIL is no word about the target',
    detail: /EAI_AGAIN/,
  },
  {
    name: 'a name that leads to the metadata address',
    url: 'http://rebound.test:80/',
    fault: 'PROBER_FAULT',
    because: 'the address counts, not the name: it is not contacted',
    detail: /169\.254\.169\.254 is not probed/,
  },
  {
    name: 'DROP by a firewall (blackhole)',
    url: 'http://127.0.0.1:8081/',
    fault: 'PORT_FILTERED',
    because: 'no answer to SYN',
    firewall: true,
  },
  {
    name: 'REJECT by a firewall, with a RST',
    url: 'http://127.0.0.1:8082/',
    fault: 'PORT_CLOSED',
    because: 'a RST looks the same whoever sends it',
    firewall: true,
  },
  {
    name: 'REJECT by a firewall, as unreachable port',
    url: 'http://127.0.0.1:8083/',
    fault: 'PORT_CLOSED',
    because: 'the host has no such port',
    firewall: true,
  },
  {
    name: 'REJECT by a firewall, as prohibited',
    url: 'http://127.0.0.1:8084/',
    fault: 'HOST_UNREACHABLE',
    because: 'a router says that the host cannot be reached',
    firewall: true,
  },
  {
    name: 'half-open: accepted, then every packet is dropped',
    url: 'http://127.0.0.1:8085/',
    fault: 'HUNG',
    because: 'connected, no byte of an answer by the deadline',
    firewall: true,
  },
];
