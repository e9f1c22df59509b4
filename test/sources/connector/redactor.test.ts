import { describe, expect, test } from '@jest/globals';
import { createRedactor, quoteAnswer } from '../../../src/sources/connector/redactor.ts';

const SECRET = 'k&y/"<ü+1>=';

describe('a secret is blanked, however it is spelled', () => {
  test.each([
    ['as it is', `key ${SECRET}.`],
    ['in a URL', `?key=${encodeURIComponent(SECRET)}&x=1`],
    ['in a URL in small letters', 'k%26y%2f%22%3c%c3%bc%2b1%3e%3d'],
    ['in JSON', JSON.stringify({ key: SECRET })],
    ['in the JSON of PHP', JSON.stringify({ key: SECRET }).replaceAll('/', '\\/')],
    ['in HTML', '<td>k&amp;y/&quot;&lt;ü+1&gt;=</td>'],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64 for URLs', Buffer.from(SECRET).toString('base64url')],
  ])('%s', (_, text) => {
    const redacted = createRedactor([SECRET]).redact(text);
    expect(redacted).toContain('***');
    expect(redacted).not.toMatch(/k&y|k%26|k&amp;y/);
  });

  test('and what stands behind its scheme in a header, without the scheme', () => {
    const redactor = createRedactor([]);
    redactor.add('Basic YW5uYTpnZWhlaW0=');
    expect(redactor.redact('you sent YW5uYTpnZWhlaW0= as your login')).toBe('you sent *** as your login');
  });

  test('but nothing of three letters, nor the words of a secret of several', () => {
    expect(createRedactor(['abc', 'my name']).redact('abc, name, my name')).toBe('abc, name, ***');
  });
});

describe('secrets that are learned', () => {
  test('are forgotten when many others have come after them, but not while they are in use', () => {
    const redactor = createRedactor(['configured']);
    for (let count = 1; count <= 100; count++) {
      redactor.add(`refresh-token`);
      redactor.add(`token-${count}-`);
    }
    expect(redactor.redact('configured refresh-token token-100- token-90-')).toBe('*** *** *** ***');
    expect(redactor.redact('token-1-')).toBe('token-1-');
  });
});

describe('an answer that is quoted', () => {
  const redactor = createRedactor(['s'.repeat(1500)]);

  test.each([
    ['is short', 'x'.repeat(5000), 'x'.repeat(200)],
    ['is on one line', ' a\n\n b\t', 'a b'],
    ['holds no number that may be a phone', 'no +31 20 123-4567, but 404', 'no …, but 404'],
    ['holds no part of a secret', `${' '.repeat(1990)}${'s'.repeat(1500)} end`, '***'],
  ])('%s', (_, text, quoted) => {
    expect(quoteAnswer(text, redactor)).toContain(quoted);
    expect(quoteAnswer(text, redactor)).not.toContain('sss');
    expect(quoteAnswer(text, redactor).length).toBeLessThanOrEqual(200);
  });
});
