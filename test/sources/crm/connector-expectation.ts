import type { TokenStore } from '../../../src/sources/crm/auth/token-store.ts';
import type { CrmSource } from '../../../src/sources/crm/open-crm-source.ts';
import type { CrmServer } from './servers/crm-server.ts';

/** What a connector's test says of it; `describeConnector` proves it against the server. */
export interface ConnectorExpectation {
  readonly start: () => Promise<CrmServer>;
  /** Addresses in the connector, each to be replaced by the server's; the rest of the file is tried as it is. */
  readonly addresses: readonly string[];
  /** Values for the connector's `${env:…}`; given the server's address. */
  readonly variables: (url: string) => Readonly<Record<string, string>>;
  /** Which of those are wrong in the test of a wrong secret. */
  readonly wrong: Readonly<Record<string, string>>;
  /** How somebody may have typed 020 123 45 67 into the CRM for a look-up to find it; null: no look-up. */
  readonly finds: readonly string[] | null;
  /** A number that the CRM answers to +31201234567 although it is another; null when it searches exactly. */
  readonly nearMiss: string | null;
  /** Whether a sync of changes hears of deleted records; otherwise the next full one does. */
  readonly delta: 'with deletes' | 'without deletes';
  /** How many records the server puts on a page: four pages are made, two of which change. */
  readonly pageSize: number;
  /** Where person 1000 can be opened, given the server's address; null: the connector does not know. */
  readonly contactUrl: ((url: string) => string) | null;
  /** Whether the CRM gives sessions or access tokens that it can end before their time. */
  readonly sessions?: boolean;
  /** Whether the tokens of a sync can be too old for the CRM. */
  readonly tokensExpire?: boolean;
  readonly tokens?: () => TokenStore;
  /** The page where a person lets the connector in, and what it has to be told beside what OAuth2 says. */
  readonly authorization?: {
    readonly page: (url: string) => string;
    readonly params: Readonly<Record<string, string>>;
    readonly pkce: boolean;
  };
  /** Where a person's company is to be had, if not everywhere. */
  readonly company?: 'in look-ups only' | 'nowhere';
  /** That a list has only one number of a person, the first. */
  readonly numbers?: 'one';
  /** That the CRM has companies with numbers of their own, and where company 5000 can be opened. */
  readonly companies?: { readonly contactUrl: ((url: string) => string) | null; readonly finds?: readonly string[] };
  /** Whom a look-up has to find by the second of two numbers. */
  readonly secondNumber?: 'persons' | 'persons and companies';
  /** How the CRM says until when (milliseconds since 1970) it is busy, if not by Retry-After. */
  readonly busyUntil?: (moment: number) => Readonly<Record<string, string>>;
}

export const NUMBER = '+31201234567';

/** What a test has when it runs. */
export interface Running {
  readonly server: CrmServer;
  readonly source: CrmSource;
}

/** That the CRM is busy for so many seconds, in its own words. */
export function busyFor(seconds: number, { busyUntil }: ConnectorExpectation) {
  if (busyUntil === undefined) return { status: 429, headers: { 'Retry-After': String(seconds) } };
  // Moments are compared with the header Date, which knows whole seconds only.
  const moment = (Math.floor(Date.now() / 1000) + seconds) * 1000;
  return { status: 429, headers: busyUntil(moment), busyUntil: moment };
}
