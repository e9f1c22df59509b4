import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { SourceError } from '../source.ts';

/** Which hosts a connector may call. */
export interface AllowedHosts {
  /** `host` or `host:port`; a leading `*.` stands for any names. */
  readonly hosts: readonly string[];
  /** Those that may have a private address, and be called without TLS. */
  readonly privateHosts: readonly string[];
}

const PRIVATE_NETWORKS: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** Where clouds keep their metadata: only a connector that names the address itself may call it. */
const LINK_LOCAL_NETWORKS: readonly (readonly [string, number])[] = [
  ['169.254.0.0', 16],
  ['fe80::', 10],
  ['fd00:ec2::254', 128],
];

const privateNetworks = blockListOf([...PRIVATE_NETWORKS, ...LINK_LOCAL_NETWORKS]);
const linkLocalNetworks = blockListOf(LINK_LOCAL_NETWORKS);

/**
 * Checks a URL before it is asked: its host is one the connector names, it holds no user name, and it has TLS unless the
 * host is private. Throws SourceError.
 */
export function checkUrl(url: URL, allowed: AllowedHosts): void {
  const isPrivate = matches(url, allowed.privateHosts);
  if (!isPrivate && !matches(url, allowed.hosts)) {
    throw new SourceError(
      `${url.host} is none of the connector's hosts: name it under hosts if it is to be called`,
      false,
    );
  }
  if (url.username !== '' || url.password !== '')
    throw new SourceError(`a URL of ${url.host} holds a user name`, false);
  if (url.protocol !== 'https:' && !(isPrivate && url.protocol === 'http:')) {
    throw new SourceError(`${url.host} is called without TLS: use https, or name it under privateHosts`, false);
  }
  // A host that is an address is connected to without a look-up of its name.
  const host = bareHost(url.hostname);
  if (isIP(host) !== 0) checkAddress(host, host, allowed);
}

/** A `lookup` for connections: what a name resolves to is checked, and that address and no other is connected to. */
export function createGuardedLookup(allowed: AllowedHosts): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 0);
      try {
        for (const { address } of addresses) checkAddress(address, hostname, allowed);
      } catch (refusal) {
        return callback(refusal as NodeJS.ErrnoException, '', 0);
      }
      if (options.all) return (callback as (error: null, addresses: LookupAddress[]) => void)(null, addresses);
      const [first] = addresses;
      return callback(null, first?.address ?? '', first?.family ?? 0);
    });
  };
}

/** Throws SourceError if a host that resolves to this address must not be called. */
export function checkAddress(address: string, hostname: string, allowed: AllowedHosts): void {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (!privateNetworks.check(address, family)) return;
  const named = allowed.privateHosts.some((pattern) => hostnameOf(pattern) === hostname.toLowerCase());
  if (named && (address === hostname || !linkLocalNetworks.check(address, family))) return;
  throw new SourceError(
    `${hostname} has the private address ${address}: name it under privateHosts if that is meant`,
    false,
  );
}

function matches(url: URL, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.startsWith('*.') ? url.host.endsWith(pattern.slice(1)) && !url.host.startsWith('.') : url.host === pattern,
  );
}

function hostnameOf(pattern: string): string {
  return bareHost(URL.canParse(`http://${pattern}`) ? new URL(`http://${pattern}`).hostname : pattern);
}

function bareHost(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function blockListOf(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}
