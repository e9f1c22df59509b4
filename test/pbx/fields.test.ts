import { describe, expect, test } from '@jest/globals';
import type { FieldName, Hook } from '../../src/domain/hook.ts';
import { createFields, fillFields } from '../../src/pbx/fields.ts';
import type { Pair } from '../../src/pbx/read-query.ts';

function read(pairs: readonly Pair[], ownNames: Hook['fields'] = {}) {
  const fields = createFields();
  fillFields(fields, pairs, ownNames);
  return fields;
}

describe('every alias, in any case', () => {
  test.each<[FieldName, string]>([
    ['callId', 'calluniqueid callid call_id uniqueid uuid'],
    ['from', 'callfrom from caller callerid caller_number number num phone telephone phonenumber cid cli hm'],
    ['to', 'callto to callee called did dnid callee_number'],
    ['status', 'status'],
    ['statusDescription', 'status_desc statusdesc event'],
    ['direction', 'direction'],
    ['timestamp', 'timestamp'],
    ['callerName', 'name callername cnam'],
  ])('of %s: %s', (field, names) => {
    for (const name of names.split(' ')) {
      for (const spelling of [name, name.toUpperCase(), name.replace(/^./, (first) => first.toUpperCase())]) {
        expect(read([[spelling, 'value']])).toEqual({ ...createFields(), [field]: 'value' });
      }
    }
  });
});

test.each(['', 'fromage', '__proto__', 'constructor', 'toString', 'from ', 'from[]'])('%j is no field', (name) => {
  expect(read([[name, 'value']])).toEqual(createFields());
});

describe('of a field given twice', () => {
  test('the first that is not empty counts', () => {
    expect(
      read([
        ['from', ''],
        ['number', '1'],
        ['from', '2'],
      ]).from,
    ).toBe('1');
  });
});

describe('a hook’s own names', () => {
  test('are read, in any case', () => {
    expect(
      read(
        [
          ['NUMMER', '1'],
          ['gebeld', '2'],
        ],
        { from: 'Nummer', to: 'gebeld' },
      ),
    ).toMatchObject({ from: '1', to: '2' });
  });

  test('come before the aliases, which are still read', () => {
    expect(
      read(
        [
          ['from', '1'],
          ['nummer', '2'],
        ],
        { from: 'nummer' },
      ).from,
    ).toBe('2');
    expect(
      read(
        [
          ['from', '1'],
          ['nummer', ''],
        ],
        { from: 'nummer' },
      ).from,
    ).toBe('1');
  });

  test('take an alias away from its usual field', () => {
    expect(read([['number', '1']], { to: 'number' })).toMatchObject({ from: '', to: '1' });
    expect(
      read(
        [
          ['from', '1'],
          ['to', '2'],
        ],
        { from: 'to', to: 'from' },
      ),
    ).toMatchObject({ from: '2', to: '1' });
  });
});

describe('a plus that was lost on the way', () => {
  test.each([
    [' 31612345678', '+31612345678'],
    ['sip: 31612345678@pbx.example', 'sip:+31612345678@pbx.example'],
    ['tel: 31612345678', 'tel:+31612345678'],
    [' 0612345678', ' 0612345678'],
    [' anonymous', ' anonymous'],
    ['06 12345678', '06 12345678'],
    ['31 6 12345678', '31 6 12345678'],
    [' ', ' '],
  ])('%j is %j', (sent, meant) => {
    expect(
      read([
        ['from', sent],
        ['to', sent],
        ['name', sent],
      ]),
    ).toMatchObject({ from: meant, to: meant, callerName: sent });
  });
});
