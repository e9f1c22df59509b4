import { isIP } from 'node:net';
import { AppError } from '../../domain/app-error.ts';
import { checkAddress, type AllowedHosts } from '../connector/address-guard.ts';
import type { LdapConnector } from './ldap-schema.ts';

/** Where a directory is and how it is connected to. */
export interface LdapServer {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte (ldaps), `startTls` (RFC 4511 §4.14), or `none`. */
  readonly security: 'tls' | 'startTls' | 'none';
  readonly allowed: AllowedHosts;
}

const USUAL_PORTS: Readonly<Record<string, number>> = { 'ldap:': 389, 'ldaps:': 636 };

/**
 * The server of a connector's URL. Throws AppError `invalid` for what is no `ldap://` or `ldaps://` URL and for a server
 * without TLS that is not private; SourceError for a private address that the connector does not name.
 */
export function parseLdapServer(url: string, { name, privateHosts, startTls }: LdapConnector): LdapServer {
  const { protocol, hostname, port, pathname } = URL.canParse(url)
    ? new URL(url)
    : { protocol: '', hostname: '', port: '', pathname: '' };
  const usualPort = USUAL_PORTS[protocol];
  if (usualPort === undefined || hostname === '' || !['', '/'].includes(pathname)) {
    throw new AppError('invalid', `${name} has an address that is no ldap:// or ldaps:// URL of a host: ${url}`);
  }
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const security = protocol === 'ldaps:' ? 'tls' : startTls ? 'startTls' : 'none';
  const withPort = port === '' ? hostname : `${hostname}:${port}`;
  if (security === 'none' && !privateHosts.includes(withPort)) {
    throw new AppError(
      'invalid',
      `${name} would send its password without TLS: use ldaps, or startTls, or name ${withPort} under privateHosts`,
    );
  }
  const allowed = { hosts: [withPort], privateHosts };
  // A host that is an address is connected to without a look-up of its name.
  if (isIP(host) !== 0) checkAddress(host, host, allowed);
  return { host, port: port === '' ? usualPort : Number(port), security, allowed };
}
