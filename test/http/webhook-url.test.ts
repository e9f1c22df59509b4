import { describe, expect, test } from '@jest/globals';
import { splitWebhookUrl } from '../../src/http/webhook-url.ts';

describe("a webhook's URL in its parts", () => {
  test.each([
    ['a query', '/w/token?from=1', { token: 'token', path: '', query: 'from=1' }],
    ['a path', '/w/token/1/2', { token: 'token', path: '/1/2', query: '' }],
    ['both', '/w/token/1/2?format=json', { token: 'token', path: '/1/2', query: 'format=json' }],
    ['slashes before the token', '//w///token//1', { token: 'token', path: '//1', query: '' }],
    ['slashes in the query', '/w/token?from=sip://1', { token: 'token', path: '', query: 'from=sip://1' }],
    ['an absolute URL', 'http://pbx.example.nl:80/w/token?from=1', { token: 'token', path: '', query: 'from=1' }],
    ['no token', '/w', { token: '', path: '', query: '' }],
    ['no token but a query', '/w?from=1', { token: '', path: '', query: 'from=1' }],
    [
      'a query that a device has put behind a URL with one',
      '/w/token?format=gigaset?command=get_list&hm=1',
      { token: 'token', path: '', query: 'format=gigaset&command=get_list&hm=1' },
    ],
    ['a question mark in a name', '/w/token?name=Who?&from=1', { token: 'token', path: '', query: 'name=Who?&from=1' }],
  ])('%s', (_what, url, parts) => {
    expect(splitWebhookUrl(url)).toEqual(parts);
  });

  test.each(['/', '/web', '/wtoken', '/api/v1/w/token', '/W/token', '*', ''])('%j is none', (url) => {
    expect(splitWebhookUrl(url)).toBeUndefined();
  });
});
