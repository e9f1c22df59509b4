import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { FieldName } from '../../src/domain/hook.ts';
import { createFields, type Fields } from '../../src/pbx/fields.ts';
import { DEFAULT_PATH, fillFromPath } from '../../src/pbx/path-form.ts';

function read(path: string, template = DEFAULT_PATH): Fields {
  const fields = createFields();
  fillFromPath(fields, path, template);
  return fields;
}

function pathOf(call: Fields, order: readonly FieldName[]): string {
  return order.map((field) => `/${encodeURIComponent(call[field])}`).join('');
}

const RINGING: Fields = {
  callId: '1562062791',
  from: '31612345678',
  to: '31201234567',
  status: '0',
  statusDescription: 'INCOMING_RINGING',
  direction: 'in',
  timestamp: '1562062791299',
  callerName: '',
};

describe('a path in the usual order', () => {
  test.each<[string, string, Partial<Fields>]>([
    ['as documented', '/1562062791/31612345678/31201234567/0/INCOMING_RINGING/in/1562062791299', {}],
    ['an extra slash in front', '//1562062791/31612345678/31201234567/0/INCOMING_RINGING/in/1562062791299', {}],
    ['a slash behind', '/1562062791/31612345678/31201234567/0/INCOMING_RINGING/in/1562062791299/', {}],
    ['more behind', '/1562062791/31612345678/31201234567/0/INCOMING_RINGING/in/1562062791299/x/y', {}],
    ['escapes', '/1562062791/%33%31612345678/31201234567/0/INCOMING%5FRINGING/in/1562062791299', {}],
    ['a withheld caller', '/1562062791//31201234567/0/INCOMING_RINGING/in/1562062791299', { from: '' }],
    ['a withheld caller, folded', '/1562062791/31201234567/0/INCOMING_RINGING/in/1562062791299', { from: '' }],
    ['folded, and a slash behind', '/1562062791/31201234567/0/INCOMING_RINGING/in/1562062791299/', { from: '' }],
    ['no call id', '//31612345678/31201234567/0/INCOMING_RINGING/in/1562062791299', { callId: '' }],
    ['neither call id nor caller', '///31201234567/0/INCOMING_RINGING/in/1562062791299', { callId: '', from: '' }],
    ['neither, folded', '/31201234567/0/INCOMING_RINGING/in/1562062791299', { callId: '', from: '' }],
    ['no status', '/1562062791/31612345678/31201234567//INCOMING_RINGING/in/1562062791299', { status: '' }],
    ['no direction', '/1562062791/31612345678/31201234567/0/INCOMING_RINGING//1562062791299', { direction: '' }],
    ['no direction, folded', '/1562062791/31612345678/31201234567/0/INCOMING_RINGING/1562062791299', { direction: '' }],
    [
      'neither caller nor direction, folded',
      '/1562062791/31201234567/0/INCOMING_RINGING/1562062791299',
      { from: '', direction: '' },
    ],
    ['no timestamp', '/1562062791/31612345678/31201234567/0/INCOMING_RINGING/in/', { timestamp: '' }],
    ['no timestamp and no slash', '/1562062791/31612345678/31201234567/0/INCOMING_RINGING/in', { timestamp: '' }],
    [
      'an extra slash in front, no timestamp',
      '//1562062791/31612345678/31201234567/0/INCOMING_RINGING/in',
      { timestamp: '' },
    ],
    [
      'a direction of digits',
      '/1562062791/31612345678/31201234567/0/INCOMING_RINGING/1/1562062791299',
      { direction: '1' },
    ],
    ['the event last', '/1562062791/31612345678/31201234567/0/INCOMING_RINGING', { direction: '', timestamp: '' }],
  ])('%s', (_, path, difference) => {
    expect(read(path)).toEqual({ ...RINGING, ...difference });
  });

  test('of an event nobody taught us is read by its place', () => {
    expect(read('/1/2/3/0/PARKED/in/4')).toMatchObject({
      from: '2',
      to: '3',
      statusDescription: 'PARKED',
      timestamp: '4',
    });
    expect(read('/1//3/0/PARKED/in/4')).toMatchObject({ from: '', to: '3', statusDescription: 'PARKED' });
    expect(read('/1/3/0/PARKED/in/4')).toMatchObject({ from: '', to: '3', statusDescription: 'PARKED' });
    expect(read('//1/2/3/0/PARKED/in/4')).toMatchObject({ callId: '1', from: '2', statusDescription: 'PARKED' });
  });

  test('in an order of its own is read from the event on, whatever was folded before it', () => {
    const template: readonly FieldName[] = ['callId', 'to', 'statusDescription', 'from'];
    expect(read('/7/201/INCOMING_RINGING/0612345678', template)).toMatchObject({ callId: '7', to: '201' });
    expect(read('/201/INCOMING_RINGING/0612345678', template)).toMatchObject({
      callId: '',
      to: '201',
      from: '0612345678',
    });
  });

  test('does not take another field for the event of a full path', () => {
    expect(read('/answer/2/3/ringing/PARKED/in/4')).toMatchObject({
      callId: 'answer',
      from: '2',
      statusDescription: 'PARKED',
    });
  });
});

describe('a path of one segment is a number', () => {
  test.each([
    ['/31612345678', '31612345678'],
    ['/+31612345678', '+31612345678'],
    ['/%2B31612345678', '+31612345678'],
    ['//31612345678', '31612345678'],
    ['/31612345678/', '31612345678'],
    ['/%2031612345678', '+31612345678'],
    ['/sip%3A%2B31612345678%40pbx.example', 'sip:+31612345678@pbx.example'],
  ])('%s', (path, number) => {
    expect(read(path)).toEqual({ ...createFields(), from: number });
  });
});

test.each(['', '/', '//', '////////////', '/%', '/%zz', '/%00', '/..', '/'.repeat(65_536), '/a'.repeat(32_768)])(
  'any path is read: %.40j',
  (path) => {
    expect(Object.keys(read(path))).toEqual(Object.keys(createFields()));
  },
);

describe('in any order', () => {
  const order = fc.shuffledSubarray([...DEFAULT_PATH, 'callerName'] as FieldName[], { minLength: 8 });
  const call = fc.record({
    callId: fc.stringMatching(/^[0-9]{3,12}\.?[0-9]{1,3}$/),
    from: fc.stringMatching(/^\+?[0-9]{3,12}$/),
    to: fc.stringMatching(/^\+?[0-9]{3,12}$/),
    status: fc.stringMatching(/^[0-9]{1,3}$/),
    statusDescription: fc.constantFrom('INCOMING_RINGING', 'CONNECTED', 'hangup'),
    direction: fc.constantFrom('in', 'out'),
    timestamp: fc.stringMatching(/^[0-9]{10,13}$/),
    callerName: fc.constantFrom('Jan / Piet', '100%', 'a+b', 'Jörg', '?#'),
  });

  test('what was put in a path is read from it, whatever is empty', () => {
    fc.assert(
      fc.property(order, call, fc.subarray([...DEFAULT_PATH]), (order, call, empty) => {
        const sent = { ...call, ...Object.fromEntries(empty.map((field) => [field, ''])) };
        expect(read(pathOf(sent, order), order)).toEqual(sent);
      }),
    );
  });

  test('so it is where the path has some of the fields only', () => {
    const some = fc.shuffledSubarray([...DEFAULT_PATH, 'callerName'] as FieldName[], { minLength: 1 });
    fc.assert(
      fc.property(some, call, fc.subarray([...DEFAULT_PATH]), (some, call, empty) => {
        const isSent = (field: string) => some.some((name) => name === field) && !empty.some((name) => name === field);
        const sent = Object.fromEntries(
          Object.entries(call).map(([field, value]) => [field, isSent(field) ? value : '']),
        );
        expect(read(pathOf(sent as Fields, some), some)).toEqual(sent);
      }),
    );
  });

  test('so is a call whose withheld number was folded away', () => {
    fc.assert(
      fc.property(order, call, (order, call) => {
        const sent = { ...call, from: '' };
        expect(read(pathOf(sent, order).replaceAll(/\/{2,}/g, '/'), order)).toEqual(sent);
      }),
    );
  });

  test('so is one with an extra slash in front', () => {
    fc.assert(
      fc.property(order, call, (order, call) => {
        expect(read(`/${pathOf(call, order)}`, order)).toEqual(call);
      }),
    );
  });
});
