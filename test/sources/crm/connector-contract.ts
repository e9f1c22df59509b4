import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TokenStore } from '../../../src/sources/crm/auth/token-store.ts';
import type { CrmSource } from '../../../src/sources/crm/open-crm-source.ts';
import { describeLookup } from './contract-lookup.ts';
import { describeSync } from './contract-sync.ts';
import { canonical, openConnector, readAll } from './open-connector.ts';
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
  };
  /** Where a person's company is to be had, if not everywhere. */
  readonly company?: 'in look-ups only' | 'nowhere';
  /** That a list has only one number of a person, the first. */
  readonly numbers?: 'one';
  /** That the CRM has companies with numbers of their own, and where company 5000 can be opened. */
  readonly companies?: { readonly contactUrl: ((url: string) => string) | null; readonly finds?: readonly string[] };
  /** Whether a look-up has to find a person by the second of two numbers. */
  readonly secondNumber?: boolean;
  /** How the CRM says until when (milliseconds since 1970) it is busy, if not by Retry-After. */
  readonly busyUntil?: (moment: number) => Readonly<Record<string, string>>;
}

export const NUMBER = '+31201234567';

/** What a test has when it runs. */
export interface Running {
  readonly server: CrmServer;
  readonly source: CrmSource;
}

/** Tries a connector of `connectors/` against a server: what is found, what is not, sync, limits, and secrets. */
export function describeConnector(name: string, expected: ConnectorExpectation): void {
  describe(`connectors/${name}.yaml`, () => {
    let server: CrmServer;
    let source: CrmSource;
    beforeAll(async () => {
      server = await expected.start();
      source = await open();
    });
    afterAll(async () => {
      source.close();
      await server.close();
    });

    const open = (values: Readonly<Record<string, string>> = {}) =>
      openConnector(name, server.url, { ...expected.variables(server.url), ...values }, expected);

    if (expected.finds !== null) describeLookup(expected, expected.finds, () => ({ server, source }));
    describeSync(expected, () => ({ server, source }));

    if (expected.sessions) {
      test('a session that has ended is begun anew, in look-ups and in the middle of a sync', async () => {
        server.endSessions();
        const { error } = await source.test(canonical(NUMBER), AbortSignal.timeout(10_000));
        expect(error).toBeNull();
        const run = await source.sync?.(null, { signal: AbortSignal.timeout(60_000) });
        server.endSessions();
        expect(run && (await readAll(run)).contacts.size).toBe(server.records.people.size);
      });
    }

    const { authorization } = expected;
    if (authorization !== undefined) {
      test('a person is sent to the page where they let the connector in', async () => {
        const redirectUri = 'https://phone.example.nl/oauth/callback';
        const begun = await source.authorization?.begin(redirectUri);
        const { origin, pathname, searchParams } = new URL(begun?.url ?? '');
        expect(`${origin}${pathname}`).toBe(authorization.page(server.url));
        const { client_id, state, code_challenge, code_challenge_method, ...params } = Object.fromEntries(searchParams);
        expect(Object.values(expected.variables(server.url))).toContain(client_id);
        expect(state).toBe(begun?.pending.state);
        expect(code_challenge === undefined ? undefined : 'S256').toBe(code_challenge_method);
        expect(params).toEqual({ response_type: 'code', redirect_uri: redirectUri, ...authorization.params });
      });
    }

    test('a wrong secret is a failure that says so, and shows no secret', async () => {
      const other = await open(expected.wrong);
      const result = await other.test(canonical(NUMBER), AbortSignal.timeout(10_000));
      other.close();
      expect(result.error).toMatch(/40[0-9]|token|login|authorised/);
      const shown = JSON.stringify(result);
      for (const secret of Object.values(expected.wrong)) expect(shown).not.toContain(secret);
    });

    test('what is shown of a question holds no secret', async () => {
      const result = await source.test(canonical(NUMBER), AbortSignal.timeout(10_000));
      expect(result.error).toBeNull();
      expect(result.exchanges.length).toBeGreaterThan(0);
      const shown = JSON.stringify(result);
      for (const name of Object.keys(expected.wrong)) {
        expect(shown).not.toContain(expected.variables(server.url)[name]);
      }
    });

    test('asked only what the CRM understands', () => {
      expect(server.violations).toEqual([]);
    });
  });
}

/** That the CRM is busy for so many seconds, in its own words. */
export function busyFor(seconds: number, { busyUntil }: ConnectorExpectation) {
  if (busyUntil === undefined) return { status: 429, headers: { 'Retry-After': String(seconds) } };
  // Moments are compared with the header Date, which knows whole seconds only.
  const moment = (Math.floor(Date.now() / 1000) + seconds) * 1000;
  return { status: 429, headers: busyUntil(moment), busyUntil: moment };
}
