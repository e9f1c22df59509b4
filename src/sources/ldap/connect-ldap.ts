import { connect, isIP, type Socket } from 'node:net';
import { Client, InvalidCredentialsError, NoSuchObjectError, ResultCodeError } from 'ldapts';
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { createGuardedLookup } from '../connector/address-guard.ts';
import { until, within } from '../connector/until.ts';
import { SourceError } from '../source.ts';
import type { LdapServer } from './ldap-server.ts';

/** Who asks a directory. */
export interface LdapLogin {
  readonly bindDn: string;
  readonly password: string;
}

/** A connection that is logged in. */
export interface LdapConnection {
  readonly client: Client;
  /** Breaks it off, whatever is under way. */
  close(): void;
}

export interface LdapTimeouts {
  /** Until the connection stands, in milliseconds. */
  readonly connect: number;
  /** For one answer, in milliseconds. */
  readonly answer: number;
}

/** Connects and logs in. Throws SourceError; rejects with the signal's reason. */
export async function connectLdap(
  server: LdapServer,
  { bindDn, password }: LdapLogin,
  timeouts: LdapTimeouts,
  signal: AbortSignal,
): Promise<LdapConnection> {
  const { client, close } = createClient(server, timeouts);
  const logIn = async () => {
    if (server.security === 'startTls') await client.startTLS();
    await client.bind(bindDn, password);
  };
  try {
    await within(timeouts.connect + timeouts.answer, server.host, [signal], (signal) => until(signal, logIn()));
    return { client, close };
  } catch (error) {
    close();
    signal.throwIfAborted();
    throw explainLdapError(error, server);
  }
}

function createClient({ host, port, security, allowed }: LdapServer, timeouts: LdapTimeouts) {
  const sockets = new Set<Socket>();
  const keep = <S extends Socket>(socket: S): S => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    return socket;
  };
  const lookup = createGuardedLookup(allowed);
  const names = isIP(host) === 0 ? { servername: host } : { host };
  const client = new Client({
    url: `${security === 'tls' ? 'ldaps' : 'ldap'}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`,
    timeout: timeouts.answer,
    connectTimeout: timeouts.connect,
    createConnection: () => keep(connect({ host, port, lookup })),
    // For STARTTLS the options hold the connection to go on with.
    createSecureConnection: (options: ConnectionOptions | number): TLSSocket =>
      keep(connectTls(typeof options === 'object' ? { ...options, ...names } : { host, port, lookup, ...names })),
  });
  const close = () => {
    for (const socket of sockets) socket.destroy();
  };
  return { client, close };
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection',
  ECONNRESET: 'broke the connection off',
  ENOTFOUND: 'has no address: is the name right?',
  EAI_AGAIN: 'has no address at the moment',
};

/** What became of a question, as a person is told of it; holds no secret. */
export function explainLdapError(error: unknown, { host }: LdapServer): SourceError {
  if (error instanceof SourceError) return error;
  if (error instanceof InvalidCredentialsError) {
    return new SourceError(`${host} refuses the login: check bindDn and the password`, false);
  }
  if (error instanceof NoSuchObjectError)
    return new SourceError(`${host} does not know the base: check settings.base`, false);
  // LDAP's result codes 51 and 52 are busy and unavailable; 80 is "other".
  if (error instanceof ResultCodeError) {
    return new SourceError(`${host} answered: ${error.message.trim()}`, [51, 52, 80].includes(error.code));
  }
  const { code = '', message = 'failed' } = error as { readonly code?: string; readonly message?: string };
  if (/CERT|ERR_TLS|SELF_SIGNED|UNABLE_TO/.test(code)) {
    return new SourceError(`${host} shows a certificate that is not trusted: ${message}`, false);
  }
  return new SourceError(`${host} ${REASONS[code] ?? `could not be asked: ${message}`}`, true);
}
