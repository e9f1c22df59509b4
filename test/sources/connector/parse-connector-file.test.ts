import { describe, expect, test } from '@jest/globals';
import { carddavSchema } from '../../../src/sources/carddav/carddav-schema.ts';
import { parseConnectorFile } from '../../../src/sources/connector/parse-connector-file.ts';
import { connectorSchema } from '../../../src/sources/crm/connector-schema.ts';
import { ldapSchema } from '../../../src/sources/ldap/ldap-schema.ts';

const SCHEMAS = { crm: connectorSchema, carddav: carddavSchema, ldap: ldapSchema };

const CARDDAV = `connector: 1
type: carddav
name: Cards
settings: { url: 'https://cards.example.com', username: alice }
secrets: { password: '\${env:PASSWORD}' }
`;

const LDAP = `connector: 1
type: ldap
name: People
settings: { url: 'ldaps://ldap.example.com', bindDn: 'cn=reader', base: 'dc=example' }
secrets: { password: '\${env:PASSWORD}' }
attributes: { person: cn, phones: [telephoneNumber] }
`;

function mistakesIn(text: string): string {
  try {
    parseConnectorFile(text, 'file.yaml', SCHEMAS);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('every mistake is told by line, column and path', () => {
  test.each([
    [
      'a type nobody knows',
      CARDDAV.replace('carddav', 'caldav'),
      'file.yaml:2:7 type must be one of crm, carddav, ldap',
    ],
    [
      'a type that is no text',
      CARDDAV.replace('carddav', '[ldap]'),
      'file.yaml:2:7 type must be one of crm, carddav, ldap',
    ],
    [
      'a type that every object has',
      CARDDAV.replace('carddav', 'toString'),
      'file.yaml:2:7 type must be one of crm, carddav, ldap',
    ],
    ['no user name', CARDDAV.replace(', username: alice', ''), 'file.yaml:4:11 settings.username is missing'],
    ['a key of another type', `${CARDDAV}filter: x\n`, 'file.yaml:6:1 filter is no key of a connector'],
    [
      'a password written in the file',
      CARDDAV.replace('${env:PASSWORD}', 'secret'),
      'file.yaml:5:22 secrets.password must be ${env:NAME}',
    ],
    ['a filter that is none', `${LDAP}filter: (objectClass=\n`, 'file.yaml:7:9 filter must be a filter as in RFC 4515'],
    [
      'an attribute that is none',
      LDAP.replace('cn,', "'c(n',"),
      'file.yaml:6:23 attributes.person must be the name of an attribute',
    ],
    ['no name', LDAP.replace('person: cn, ', ''), 'file.yaml:6:13 attributes needs a name'],
    [
      'nothing to find numbers in',
      LDAP.replace('[telephoneNumber]', '[]'),
      'file.yaml:6:35 attributes.phones must not be empty',
    ],
    [
      'a misspelled key',
      `${LDAP}startTLs: false\n`,
      'file.yaml:7:1 startTLs is no key of a connector; did you mean startTls?',
    ],
  ])('%s', (_, text, mistake) => {
    expect(mistakesIn(text)).toContain(mistake);
  });

  test('all of them at once', () => {
    const text = LDAP.replace('cn,', '1,').replace('ldap\n', 'ldap\nstarttls: 1\n');
    expect(mistakesIn(text).split('\n')).toHaveLength(2);
  });
});

test.each([
  ['carddav', CARDDAV],
  ['ldap', LDAP],
])('a file of type %s is read, and its fingerprint changes with it', (type, text) => {
  const parsed = parseConnectorFile(text, 'file.yaml', SCHEMAS);
  expect(parsed.type).toBe(type);
  expect(parseConnectorFile(`${text}country: BE\n`, 'file.yaml', SCHEMAS).fingerprint).not.toBe(parsed.fingerprint);
});
