import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, startServerProgram, type ServerProgram } from '../../support/server-program.ts';

export const USER = 'alice';
export const PASSWORD = 'geheim-wachtwoord';

/** A Radicale of its own with one user and one empty address book, `/alice/book/`. */
export interface Radicale extends ServerProgram {
  readonly url: string;
  /** Makes or replaces `/alice/book/NAME.vcf`. */
  save(name: string, card: string): Promise<void>;
  remove(name: string): Promise<void>;
  makeBook(name: string): Promise<void>;
}

export async function startRadicale(path: string): Promise<Radicale> {
  const folder = mkdtempSync(join(tmpdir(), 'ringname-radicale-'));
  const port = await findFreePort();
  writeFileSync(join(folder, 'users'), `${USER}:${PASSWORD}\n`);
  writeFileSync(
    join(folder, 'config'),
    `[server]\nhosts = 127.0.0.1:${port}\n[auth]\ntype = htpasswd\nhtpasswd_filename = ${folder}/users\n` +
      `htpasswd_encryption = plain\ndelay = 0\n[storage]\nfilesystem_folder = ${folder}/data\n[logging]\nlevel = error\n`,
  );
  const program = await startServerProgram(path, ['--config', join(folder, 'config')], port);
  const url = `http://127.0.0.1:${port}`;
  const ask = async (method: string, resource: string, body?: string) => {
    const authorization = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
    const response = await fetch(`${url}/${USER}/${resource}`, {
      method,
      headers: { authorization },
      body: body ?? null,
    });
    if (!response.ok) throw new Error(`${method} ${resource}: ${response.status}`);
  };
  const makeBook = (name: string) => ask('MKCOL', `${name}/`, MAKE_ADDRESS_BOOK);
  await makeBook('book');
  return {
    ...program,
    url,
    makeBook,
    save: (name, card) => ask('PUT', `book/${name}.vcf`, card.replace('END:VCARD', `UID:${name}\r\nEND:VCARD`)),
    remove: (name) => ask('DELETE', `book/${name}.vcf`),
    stop: async () => {
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const MAKE_ADDRESS_BOOK = `<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><set><prop>
<resourcetype><collection/><C:addressbook/></resourcetype></prop></set></mkcol>`;
