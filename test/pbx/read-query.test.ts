import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { parseBody, parseQuery } from '../../src/pbx/read-query.ts';

describe('a query', () => {
  test.each([
    [
      'a=1&b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['', []],
    ['&&a=1&&', [['a', '1']]],
    ['a', [['a', '']]],
    ['a=', [['a', '']]],
    [
      'a&b=1&c',
      [
        ['a', ''],
        ['b', '1'],
        ['c', ''],
      ],
    ],
    ['=1', [['', '1']]],
    ['a==1=', [['a', '=1=']]],
    [
      'a=1&a=2',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['a=1?b=2#c', [['a', '1?b=2#c']]],
    ['na%6De=J%C3%B6rg+de%20Boer', [['name', 'Jörg de Boer']]],
    [
      'a=%2B316&b=+316',
      [
        ['a', '+316'],
        ['b', ' 316'],
      ],
    ],
    [
      'a=+316&b=x+y',
      [
        ['a', ' 316'],
        ['b', 'x y'],
      ],
    ],
    [
      'a=%3D%26&b=%25',
      [
        ['a', '=&'],
        ['b', '%'],
      ],
    ],
    [
      '__proto__=1&constructor=2',
      [
        ['__proto__', '1'],
        ['constructor', '2'],
      ],
    ],
  ])('%s is %j', (query, pairs) => {
    expect(parseQuery(query)).toEqual(pairs);
  });

  test.each([
    ['a=%', '%'],
    ['a=%z%4', '%z%4'],
    ['a=%zz%41', '%zzA'],
    ['a=%E9', '\ufffd'],
    ['a=%41%E9%42', 'A\ufffdB'],
    ['a=100%&b=1', '100%'],
    ['a=%00', '\0'],
    ['a=%ED%A0%80', '\ufffd\ufffd\ufffd'],
  ])('%s, badly encoded, is still read: %j', (query, value) => {
    expect(parseQuery(query)[0]).toEqual(['a', value]);
  });

  test('of any text is read as browsers write forms', () => {
    const pairs = fc.array(fc.tuple(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' })));
    fc.assert(
      fc.property(pairs, (pairs) => {
        expect(parseQuery(new URLSearchParams(pairs).toString())).toEqual(pairs);
      }),
    );
  });

  test('of any bytes is read without a complaint, and no longer than it was', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('&', '=', '%', '+', 'a', '4', 'C', '3', '\0', '\ud800', 'é') }),
        (query) => {
          const length = parseQuery(query).flat().join('').length;
          expect(length).toBeLessThanOrEqual(query.length);
        },
      ),
    );
  });

  test('is read for a thousand pairs, whatever comes after', () => {
    expect(parseQuery('a=1&'.repeat(20_000))).toHaveLength(1000);
    expect(parseQuery('a&'.repeat(20_000))).toHaveLength(1000);
    expect(parseQuery(`${'&'.repeat(65_536)}a=1`)).toEqual([['a', '1']]);
  });
});

describe('a body', () => {
  test.each([
    [
      'a form',
      'from=%2B31612345678&to=31201234567',
      [
        ['from', '+31612345678'],
        ['to', '31201234567'],
      ],
    ],
    [
      'a form that ends in a line',
      'a=1&b=2\r\n',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'JSON',
      '{"from":"+31612345678","to":31201234567,"known":true}',
      [
        ['from', '+31612345678'],
        ['to', '31201234567'],
        ['known', 'true'],
      ],
    ],
    ['JSON with a byte order mark', '\ufeff {"from":"1"}\n', [['from', '1']]],
    ['JSON of what is no plain value', '{"a":null,"b":{"from":"1"},"c":["2"],"from":"3"}', [['from', '3']]],
    ['JSON with a name that objects have', '{"__proto__":{"from":"1"},"constructor":"2"}', [['constructor', '2']]],
    ['broken JSON', '{"from":"1"', []],
    ['a list', '[{"from":"1"}]', [['[{"from":"1"}]', '']]],
    ['nothing', '', []],
    ['blanks', ' \r\n', []],
  ])('of %s', (_, body, pairs) => {
    expect(parseBody(body)).toEqual(pairs);
  });

  test('is read for a thousand fields, however deep it is', () => {
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`f${index}`, index])));
    expect(parseBody(many)).toHaveLength(1000);
    expect(parseBody(`{"a":${'['.repeat(30_000)}${']'.repeat(30_000)},"from":"1"}`)).toEqual([['from', '1']]);
    expect(parseBody('{"a":'.repeat(30_000))).toEqual([]);
  });

  test('of any text is read without a complaint', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (body) => {
        for (const [name, value] of parseBody(body)) {
          expect([typeof name, typeof value]).toEqual(['string', 'string']);
        }
      }),
    );
  });
});
