import type { Redactor } from '../../connector/redactor.ts';
import type { HttpClient } from '../../connector/http-client.ts';
import type { ResolvedSettings } from '../../connector/resolve-settings.ts';
import type { Template } from '../template.ts';
import type { TokenStore } from './token-store.ts';

/** What lets a request in. Each set is an object of its own, so that the one a CRM refused can be told from a newer one. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** `$captured`: what a login or a token answer said beside the token, such as `instance_url`. */
  readonly captured: Readonly<Record<string, unknown>>;
}

/** How the requests of one connector are let in. */
export interface Authenticator {
  /** What to send now; logs in or refreshes first where that is due. Throws SourceError. */
  credentials(signal: AbortSignal): Promise<Credentials>;
  /** Gets other credentials after these were refused; false where there are no others to be had. */
  renew(refused: Credentials, signal: AbortSignal): Promise<boolean>;
  /** For a person to let us in, where the connector needs one. */
  readonly authorization?: Authorization;
}

/** The authorization code grant, in the two halves between which a person is at the CRM's page. */
export interface Authorization {
  /** Where to send the person; `pending` is to be kept, under its state, until they are back. */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly pending: PendingAuthorization }>;
  /** Trades the code they came back with for tokens, and keeps those. Throws SourceError. */
  finish(code: string, pending: PendingAuthorization, signal: AbortSignal): Promise<void>;
}

/** To be kept on the server between `begin` and `finish`: it holds a secret of this one authorization. */
export interface PendingAuthorization {
  /** Comes back as the query parameter `state`; one that is not known must be refused. */
  readonly state: string;
  readonly redirectUri: string;
  readonly codeVerifier: string;
}

/** What every kind of authentication works with. */
export interface AuthContext {
  /** The connector's name, for messages. */
  readonly name: string;
  readonly values: ResolvedSettings;
  readonly base: { readonly url: Template; readonly headers: Readonly<Record<string, Template>> };
  readonly http: HttpClient;
  readonly tokens: TokenStore;
  readonly redactor: Redactor;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ends when the source is closed. */
  readonly closed: AbortSignal;
}
