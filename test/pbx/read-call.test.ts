import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Hook } from '../../src/domain/hook.ts';
import { DEFAULT_PATH } from '../../src/pbx/path-form.ts';
import { readCall, type CallRequest } from '../../src/pbx/read-call.ts';

function read(request: Partial<CallRequest>) {
  return readCall({ path: '', query: '', body: '', ...request }, { path: DEFAULT_PATH, fields: {} });
}

const INCOMING = {
  kind: 'incoming-ringing',
  callId: '1562062791',
  from: '31612345678',
  to: '31201234567',
  status: '0',
  statusDescription: 'INCOMING_RINGING',
  direction: 'in',
  timestamp: '1562062791299',
  callerName: '',
};

const QUERY =
  'callid=1562062791&callfrom=31612345678&callto=31201234567&status=0' +
  '&status_desc=INCOMING_RINGING&direction=in&timestamp=1562062791299';
const PATH = '/1562062791/31612345678/31201234567/0/INCOMING_RINGING/in/1562062791299';

describe('a call is read', () => {
  test.each<[string, Partial<CallRequest>]>([
    ['the query form', { query: QUERY }],
    ['the query form, in any order', { query: QUERY.split('&').toReversed().join('&') }],
    ['the path form', { path: PATH }],
    ['a form in the body', { body: QUERY }],
    ['JSON', { body: JSON.stringify(Object.fromEntries(new URLSearchParams(QUERY))) }],
    ['a query beside a body', { query: QUERY.replace(/&callto.*/, ''), body: QUERY.replace(/^.*&callto/, 'callto') }],
    ['a query behind a slash', { path: '/', query: QUERY }],
    ['a query among a thousand other things', { query: `${'x=1&'.repeat(900)}${QUERY}` }],
  ])('from %s', (_, request) => {
    expect(read(request)).toEqual(INCOMING);
  });

  test('from what is the usual name look-up of FreePBX and FreeSWITCH', () => {
    expect(read({ query: 'number=%2B31612345678&name=Smit%2C%20J' })).toMatchObject({
      kind: 'name-lookup',
      from: '+31612345678',
      callerName: 'Smit, J',
    });
    expect(read({ path: '/0612345678' })).toMatchObject({ kind: 'name-lookup', from: '0612345678' });
  });

  test('with the path before the query before the body, except where they are empty', () => {
    expect(read({ path: PATH, query: 'callfrom=1', body: 'callfrom=2' }).from).toBe('31612345678');
    expect(read({ path: PATH.replace('31612345678', ''), query: 'callfrom=1', body: 'callfrom=2' }).from).toBe('1');
    expect(read({ query: 'callfrom=', body: 'callfrom=2' }).from).toBe('2');
  });

  test('with the field names and the order of its hook', () => {
    const hook: Pick<Hook, 'path' | 'fields'> = { path: ['statusDescription', 'from'], fields: { from: 'nummer' } };
    expect(readCall({ path: '', query: 'Nummer=31612345678', body: '' }, hook).from).toBe('31612345678');
    expect(readCall({ path: '/newCall/31612345678', query: '', body: '' }, hook)).toMatchObject({
      kind: 'incoming-ringing',
      from: '31612345678',
    });
  });

  test('with letters that were not escaped', () => {
    const name = Buffer.from('Jörg').toString('latin1');
    expect(read({ query: `name=${name}` }).callerName).toBe('Jörg');
    expect(read({ path: PATH.replace('1562062791', name) }).callId).toBe('Jörg');
    expect(read({ path: PATH, body: 'name=Jörg' }).callerName).toBe('Jörg');
  });
});

describe('whatever is sent', () => {
  const wire = fc.string({
    unit: fc.constantFrom(
      '/',
      '//',
      '&',
      '=',
      '%',
      '%00',
      '%zz',
      '%E9',
      '+',
      'from',
      'event',
      'ringing',
      '31612345678',
      '{',
      '"',
      'é',
      '\ud800',
    ),
  });

  test('a call comes of it', () => {
    fc.assert(
      fc.property(wire, wire, wire, (path, query, body) => {
        const call = read({ path, query, body });
        expect(Object.keys(call)).toEqual(Object.keys(INCOMING));
        expect(Object.values(call).every((value) => typeof value === 'string')).toBe(true);
      }),
    );
  });

  test.each([
    ['64 kB of one value', { query: `from=${'1'.repeat(65_536)}` }],
    ['64 kB of escapes', { query: `from=${'%'.repeat(65_536)}` }],
    ['64 kB of slashes', { path: '/'.repeat(65_536) }],
    ['thousands of parameters', { query: 'from=&'.repeat(10_000) }],
    [
      'names that objects have',
      { query: '__proto__=1&constructor=2', body: '{"__proto__":{"from":"1"},"toString":"x"}' },
    ],
  ])('such as %s', (_, request) => {
    expect(read(request).kind).toBe('name-lookup');
  });
});
