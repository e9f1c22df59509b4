import { describe, expect, test } from '@jest/globals';
import type { Hook } from '../../src/domain/hook.ts';
import { displayOfRequest } from '../../src/pbx/display-of-request.ts';

const HOOK: Pick<Hook, 'format' | 'display'> = {
  format: 'text',
  display: { template: '{company}', max: 40, charset: 'utf8' },
};

describe('the URL changes how it is answered', () => {
  test.each([
    ['format=json', { format: 'json', display: HOOK.display }],
    ['callfrom=1&max=15', { format: 'text', display: { ...HOOK.display, max: 15 } }],
    ['charset=ascii&callfrom=1', { format: 'text', display: { ...HOOK.display, charset: 'ascii' } }],
    [
      'max=1000&format=ack&charset=latin1',
      { format: 'ack', display: { ...HOOK.display, max: 1000, charset: 'latin1' } },
    ],
    ['max=x&max=23&max=60', { format: 'text', display: { ...HOOK.display, max: 23 } }],
    ['Format=JSON&MAX=15', { format: 'json', display: { ...HOOK.display, max: 15 } }],
    ['max=%32%33', { format: 'text', display: { ...HOOK.display, max: 23 } }],
  ])('%s', (query, changed) => {
    expect(displayOfRequest(query, HOOK)).toEqual(changed);
  });

  test.each([
    '',
    'callfrom=1',
    'max=0',
    'max=-1',
    'max=1001',
    'max=1.5',
    'max=1e2',
    'max=',
    'max=%',
    'max',
    'maximum=3',
    'format=xml',
    'format=constructor',
    'format=',
    'charset=utf-16',
    'charset=__proto__',
  ])('but not by what it does not know: %s', (query) => {
    expect(displayOfRequest(query, HOOK)).toEqual(HOOK);
  });
});
