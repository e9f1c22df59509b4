import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'ldapts';
import { findFreePort, startServerProgram, type ServerProgram } from '../../support/server-program.ts';

export const BASE = 'dc=example,dc=nl';
export const BIND_DN = `cn=admin,${BASE}`;
export const PASSWORD = 'geheim-wachtwoord';

/** A slapd of its own with an empty directory. */
export interface Slapd extends ServerProgram {
  /** `ldap://`, on which StartTLS is understood. */
  readonly url: string;
  readonly tlsUrl: string;
  /** The file of the CA that made its certificate. */
  readonly ca: string;
  /** Makes `cn=NAME`; `attributes` beside the class and names. */
  save(name: string, attributes: Readonly<Record<string, string | string[]>>): Promise<void>;
  remove(name: string): Promise<void>;
}

export async function startSlapd(path: string): Promise<Slapd> {
  const folder = mkdtempSync(join(tmpdir(), 'ringname-slapd-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'slapd.conf'), configuration(folder));
  makeCertificate(folder);
  const [port, tlsPort] = [await findFreePort(), await findFreePort()];
  const [url, tlsUrl] = [`ldap://127.0.0.1:${port}`, `ldaps://localhost:${tlsPort}`];
  const listen = `${url} ldaps://127.0.0.1:${tlsPort}`;
  const program = await startServerProgram(path, ['-f', join(folder, 'slapd.conf'), '-h', listen, '-d', '0'], port);
  const client = new Client({ url });
  await client.bind(BIND_DN, PASSWORD);
  await client.add(BASE, { objectClass: ['dcObject', 'organization'], o: 'Example', dc: 'example' });
  return {
    ...program,
    url,
    tlsUrl,
    ca: join(folder, 'certificate.pem'),
    save: (name, attributes) =>
      client.add(`cn=${name},${BASE}`, { objectClass: 'inetOrgPerson', cn: name, sn: name, ...attributes }),
    remove: (name) => client.del(`cn=${name},${BASE}`),
    stop: async () => {
      await client.unbind().catch(() => undefined);
      await program.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string): string {
  return `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${folder}/pid
TLSCertificateFile ${folder}/certificate.pem
TLSCertificateKeyFile ${folder}/key.pem
sizelimit 1000
database mdb
suffix "${BASE}"
rootdn "${BIND_DN}"
rootpw ${PASSWORD}
directory ${folder}/data
index telephoneNumber,mobile,homePhone eq,sub
`;
}

function makeCertificate(folder: string): void {
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
  const options = `req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext ${names}`.split(' ');
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')];
  execFileSync('openssl', [...options, ...files], { stdio: 'ignore' });
}
