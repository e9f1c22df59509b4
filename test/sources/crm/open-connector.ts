import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { Contact } from '../../../src/domain/contact.ts';
import { parsePhoneNumber, type PhoneNumber } from '../../../src/domain/phone-number.ts';
import { createMemoryTokenStore, type TokenStore } from '../../../src/sources/crm/auth/token-store.ts';
import { openCrmSource, type CrmSource } from '../../../src/sources/crm/open-crm-source.ts';
import { parseConnector, type Connector } from '../../../src/sources/crm/parse-connector.ts';
import type { SyncRun } from '../../../src/sources/connector/sync-run.ts';

/** A connector of `connectors/` with a server at this address in the place of the CRM, and these variables. */
export function openConnector(
  name: string,
  url: string,
  variables: Readonly<Record<string, string>>,
  options: { readonly addresses?: readonly string[]; readonly tokens?: () => TokenStore } = {},
): Promise<CrmSource> {
  const { addresses = [], tokens = createMemoryTokenStore } = options;
  return openCrmSource(readConnector(name, url, addresses), {
    readVariable: (variable) => variables[variable],
    tokens: tokens(),
    country: 'NL',
    now: Date.now,
  });
}

/** The connector as it is delivered, but at another address, as fast as the machine is, and as patient as a slow one needs. */
function readConnector(name: string, url: string, addresses: readonly string[]): Connector {
  const file = join(import.meta.dirname, `../../../connectors/${name}.yaml`);
  const text = addresses.reduce((text, address) => text.replaceAll(address, url), readFileSync(file, 'utf8'));
  const document = parseDocument(text);
  document.set('privateHosts', [new URL(url).host]);
  document.delete('rate');
  document.set('timeouts', { connect: '10s', lookup: '10s', sync: '30s' });
  return parseConnector(document.toString(), `${name}.yaml`);
}

/** Reads a sync to its end. */
export async function readAll({
  batches,
}: SyncRun<unknown>): Promise<{ contacts: Map<string, Contact>; deletes: string[] }> {
  const contacts = new Map<string, Contact>();
  const deletes: string[] = [];
  for await (const batch of batches) {
    for (const { id, contact } of batch.upserts) contacts.set(id, contact);
    deletes.push(...batch.deletes);
  }
  return { contacts, deletes };
}

/** A number in its one form; throws for what is none. */
export function canonical(text: string): PhoneNumber {
  const number = parsePhoneNumber(text, 'NL', 'pbx');
  if (number === undefined) throw new Error(`${text} is no number`);
  return number;
}
