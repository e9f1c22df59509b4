import { describe, expect, test } from '@jest/globals';
import { createLog } from '../src/create-log.ts';

function logged(error: unknown): { text: string; err: Record<string, unknown> } {
  let text = '';
  createLog('trace', { write: (line) => void (text += line) }).error({ err: error }, 'a request failed');
  return { text, err: (JSON.parse(text) as { err: Record<string, unknown> }).err };
}

describe('of an error the log tells', () => {
  test('what it says, where it comes from and why', () => {
    const error = new TypeError('no such thing', { cause: new Error('disk I/O error') });
    expect(logged(error).err).toMatchObject({
      type: 'TypeError',
      message: 'no such thing',
      stack: expect.stringContaining('create-log.test'),
      cause: { message: 'disk I/O error' },
    });
  });

  test('nothing that a library has hung on it, nor on its cause', () => {
    const request = { config: { headers: { Authorization: 'Bearer s3cret' } }, body: 'Sanne 0612345678' };
    const cause = Object.assign(new Error('status 500'), request);
    const error = Object.assign(new Error('failed', { cause }), request);
    expect(logged(error).text).not.toMatch(/s3cret|Sanne|0612345678/);
  });

  test('no end of causes', () => {
    const error = new Error('round and round');
    error.cause = error;
    expect(logged(error).text.match(/"message"/g)).toHaveLength(4);
  });

  test.each(['a text', undefined, null, { message: 'x' }])('and %j, though it is no error', (thrown) => {
    expect(logged(thrown).text).toMatch(/"msg":"a request failed"/);
  });
});
