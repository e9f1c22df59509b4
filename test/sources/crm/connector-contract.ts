import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CrmSource } from '../../../src/sources/crm/open-crm-source.ts';
import { NUMBER, type ConnectorExpectation } from './connector-expectation.ts';
import { describeLookup } from './contract-lookup.ts';
import { describeSync } from './contract-sync.ts';
import { canonical, openConnector, readAll } from './open-connector.ts';
import type { CrmServer } from './servers/crm-server.ts';

const DOCUMENTATION = readFileSync(join(import.meta.dirname, '../../../docs/connectors.md'), 'utf8');

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
        expect(code_challenge_method).toBe(authorization.pkce ? 'S256' : undefined);
        expect(code_challenge !== undefined).toBe(authorization.pkce);
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

    const row = DOCUMENTATION.split('\n').find((line) => line.startsWith(`| \`${name}.yaml\``));
    if (row !== undefined) {
      test('the documentation says how it is found out what was deleted', () => {
        expect(row.includes('by the full sync')).toBe(expected.delta === 'without deletes');
      });
    }

    test('asked only what the CRM understands', () => {
      expect(server.violations).toEqual([]);
    });
  });
}
