import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../src/domain/app-error.ts';
import { parseConnector } from '../../../src/sources/crm/parse-connector.ts';

const GOOD = `connector: 1
name: My CRM
baseUrl: https://crm.example
secrets:
  key: \${env:KEY}
auth: { type: bearer, token: '{{$secrets.key}}' }
collections:
  contacts:
    fields: { id: id, person: name, phones: phone }
    lookup:
      request:
        path: /contacts
        query: { phone: '{{$phone.e164}}' }
`;

/** The message for the good file with one text changed. */
function mistakeIn(change: readonly [string, string]): string {
  try {
    parseConnector(GOOD.replace(...change), 'my.yaml');
  } catch (error) {
    if (error instanceof AppError && error.code === 'invalid') return error.message;
  }
  return '';
}

describe('a mistake is told with file, line, column and path', () => {
  test.each([
    [['baseUrl', 'baseURL'], 'my.yaml:3:1 baseURL is no key of a connector; did you mean baseUrl?'],
    [['baseUrl: https://crm.example\n', ''], 'my.yaml:1:1 baseUrl is missing'],
    [['connector: 1', 'connector: 2'], 'my.yaml:1:12 connector must be 1, the version of this format'],
    [['${env:KEY}', 'geheim'], 'my.yaml:5:8 secrets.key must be ${env:NAME}: a secret is not written in this file'],
    [
      ['type: bearer', 'type: bearr'],
      'my.yaml:6:15 auth.type must be one of none, basic, bearer, apiKey, oauth2, jwtBearer, session',
    ],
    [['token:', 'tokn:'], 'my.yaml:6:23 auth.tokn is no key of a connector; did you mean token?'],
    [
      ['path: /contacts', 'pth: /contacts'],
      'my.yaml:12:9 collections.contacts.lookup.request.pth is no key of a connector; did you mean path?',
    ],
    [
      ['$phone.e164', '$phnoe.e164'],
      'my.yaml:13:25 collections.contacts.lookup.request.query.phone there is no $phnoe here; did you mean $phone?',
    ],
    [['phones: phone', 'phones: "phone["'], 'my.yaml:9:45 collections.contacts.fields.phones is no JSONata expression'],
    [['person: name, ', ''], 'my.yaml:9:13 collections.contacts.fields needs a name: person, first, last or company'],
    [
      ['    lookup:', '    lookup:\n      spellings: [dashed]'],
      'my.yaml:11:19 collections.contacts.lookup.spellings.0 must be one of e164, digits,',
    ],
    [
      ['        path: /contacts\n', ''],
      'my.yaml:12:9 collections.contacts.lookup.request needs either path (behind baseUrl) or url',
    ],
    [
      ['name: My CRM', 'name: My CRM\ncountry: nl'],
      'my.yaml:3:10 country must be a country code in capitals, such as NL',
    ],
    [['name: My CRM', 'name: My CRM\nschedule: { every: 15 }'], 'my.yaml:3:20 schedule.every must be a text'],
    [
      ['name: My CRM', 'name: My CRM\nschedule: { every: 15min }'],
      'my.yaml:3:20 schedule.every must be a number with ms, s, m, h or d behind it',
    ],
    [['name: My CRM', 'name: [My CRM'], 'my.yaml:3:1 is no valid YAML'],
    [['name: My CRM', 'name: a\nname: b'], 'my.yaml:3:1 is no valid YAML: Map keys must be unique'],
    [['contacts:\n', '1contacts:\n'], 'my.yaml:8:3 collections.1contacts must be a name of letters, digits and _'],
  ] as const)('%j', (change, message) => {
    expect(mistakeIn(change)).toContain(message);
  });

  test('all of them at once, from top to bottom', () => {
    const bad = GOOD.replace('name: My CRM', 'nme: x')
      .replace('lookup:', 'lookups:')
      .replace('phones: phone', 'phones: 1');
    expect(() => parseConnector(bad, 'my.yaml')).toThrow(
      expect.objectContaining({
        detail: {
          mistakes: [
            expect.objectContaining({ path: 'name', line: 1 }),
            expect.objectContaining({ path: 'nme', line: 2 }),
            expect.objectContaining({ path: 'collections.contacts.fields.phones', line: 9 }),
            expect.objectContaining({ path: 'collections.contacts.lookups', line: 10 }),
          ],
        },
      }),
    );
  });

  test.each([
    ['an empty file', ''],
    ['a list', '- 1'],
    [
      'a bomb of aliases',
      `a: &a [1,1]\n${'bcdefghij'
        .split('')
        .map((name, index) => `${name}: &${name} [*${'abcdefghi'[index]},*${'abcdefghi'[index]}]`)
        .join('\n')}\n`,
    ],
    ['300 kB', 'x'.repeat(300_000)],
    ['one that is nested very deep', '['.repeat(100_000)],
  ])('%s is refused', (_, text) => {
    expect(() => parseConnector(text, 'my.yaml')).toThrow(/my\.yaml:1:\d/);
  });

  test('of twenty thousand mistakes the first fifty are told', () => {
    const text = `${GOOD}${Array.from({ length: 20_000 }, (_, index) => `k${index}: 1\n`).join('')}`;
    expect(mistakeIn([GOOD, text]).split('\n')).toHaveLength(50);
  });
});

test('a changed file has another fingerprint', () => {
  const { fingerprint } = parseConnector(GOOD, 'my.yaml');
  expect(parseConnector(GOOD, 'other.yaml').fingerprint).toBe(fingerprint);
  expect(parseConnector(GOOD.replace('name)', 'name & "!")'), 'my.yaml').fingerprint).toBe(fingerprint);
  expect(parseConnector(GOOD.replace('person: name', 'person: title'), 'my.yaml').fingerprint).not.toBe(fingerprint);
});

describe('the connectors that come along', () => {
  const folder = join(import.meta.dirname, '../../../connectors');
  const tested = readdirSync(join(import.meta.dirname, 'connectors')).map((file) => file.replace('.test.ts', ''));
  const files = readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  // Those of other types are proven where their type is.
  const ofOurType = files.filter(({ text }) => !/^type: (?!crm$)/m.test(text));

  test.each(ofOurType)('$file can be read, says how far it was proven, and has a test', ({ file, text }) => {
    const connector = parseConnector(text, file);
    expect(connector.proven ?? (file === 'generic-rest.yaml' && 'example')).toBeTruthy();
    expect(tested).toContain(file.replace('.yaml', ''));
  });
});
