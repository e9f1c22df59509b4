import { afterEach, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import jsonata from 'jsonata';
import { compileExpression, ExpressionError, FUNCTIONS, holds } from '../../../src/sources/crm/expression.ts';

describe('an expression', () => {
  test.each([
    ['properties.name', { properties: { name: 'Anna' } }, 'Anna'],
    ['$phone.nsn & "!"', undefined, '201234567!'],
    ['( $x := 2; $double := function($n) { $n * $x }; $double(21) )', undefined, 42],
    ['items#$index.{"at": $index, "is": $}', { items: ['a'] }, { at: 0, is: 'a' }],
    [
      '$decodeHtml(name)',
      { name: 'Andr&eacute; van &#039;t Hoff &amp; Zn &#x20ac; &no; &toString; &' },
      "André van 't Hoff & Zn € &no; &toString; &",
    ],
    ['$md5("a" & $phone.nsn)', undefined, 'ae7b0dac7cedde1913f1e3070ec8f483'],
    ['[$md5(nothing), $decodeHtml(nothing)]', {}, []],
    ['$replace($phone.nsn, /^(20)(\\d{3})/, "($1) $2-")', undefined, '(20) 123-4567'],
  ])('%s', async (source, input, value) => {
    const expression = compileExpression(source, ['phone']);
    expect(await expression.evaluate(input, { phone: { nsn: '201234567' } })).toEqual(value);
  });

  test.each([
    ['properties.[', /no JSONata expression/],
    ['$phnoe.nsn', /no \$phnoe here; did you mean \$phone\?/],
    ['$process.env', /no \$process here; there is \$phone/],
    ['$eval("1")', /\$eval is not to be had/],
    ['( $run := $eval; $run("1") )', /\$eval is not to be had/],
  ])('%s is refused', (source, reason) => {
    expect(() => compileExpression(source, ['phone'])).toThrow(reason);
  });

  test('of more than 4000 characters is refused', () => {
    expect(() => compileExpression('"a"&'.repeat(2000), [])).toThrow(/longer than 4000/);
  });

  test('knows every function of the library but $eval, and our own', async () => {
    const names = [...FUNCTIONS];
    const known = await Promise.all(
      names.map((name) => compileExpression(`$exists($${name})`, []).evaluate(undefined, {})),
    );
    expect(names.filter((_, index) => known[index] !== true)).toEqual([]);
  });
});

describe('an expression that would never end, or take all there is,', () => {
  test.each([
    ['recursion', '( $f := function($n) { 1 + $f($n) }; $f(1) )', /JSONata says D1011/],
    ['a loop by tail calls', '( $f := function($n) { $f($n + 1) }; $f(1) )', /takes more than 100000 steps/],
    ['an endless list', '[1..100000000]', /D2014|D2015/],
    ['lists in lists', '( $a := [1..1000]; $count($a.($a.($a))) )', /D2015|too long/],
    ['a list put together', '( $f := function($l) { $f($append($l, $l)) }; $f([1]) )', /D2015|too long/],
    ['a text put together', '( $f := function($s) { $f($s & $s) }; $length($f("a")) )', /too long/],
    ['a text by its parts', '$join($map([1..90000], function($i) { "aaaaaaaaaaaa" }))', /too long/],
    ['a long text', '$length($pad("", 100000000, "a"))', /too long/],
    ['a text cut into pieces', '$split($pad("", 900000, "a"), "")', /too long/],
    ['a regular expression over a long text', '$match($pad("", 10000, "a"), /a/)', /failed/],
  ])('is ended: %s', async (_, source, reason) => {
    const failure = await compileExpression(source, [])
      .evaluate(undefined, {})
      .catch((error: unknown) => error);
    expect([failure instanceof ExpressionError, String(failure)]).toEqual([true, expect.stringMatching(reason)]);
  });

  test('lets others have their turn in between', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const loop = compileExpression('( $f := function($n) { $f($n + 1) }; $f(1) )', []).evaluate(undefined, {});
    await expect(loop).rejects.toThrow(ExpressionError);
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });
});

describe('however busy the machine is', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('a record comes to the same', async () => {
    let time = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => (time += 10_000));
    const source = '$join($map(phones, function($phone) { $replace($phone, " ", "") }), ",")';
    expect(await compileExpression(source, []).evaluate({ phones: ['020 1', '020 2'] }, {})).toBe('0201,0202');
  });
});

describe('functions over lists, which are ours,', () => {
  test.each([
    '$distinct([3, 1, 3, "1", 1])',
    '$distinct([{"a": 1, "b": [2]}, {"b": [2], "a": 1}, {"a": 1}])',
    '$distinct(items.id)',
    '$distinct(items[id = 1].id)',
    '[$distinct(items[id = 1].id)]',
    '$distinct(items[id = 9].id)',
    '$distinct("x")',
    '$distinct([null, null])',
    '$sort([3, 1, 20, 2])',
    '$sort(["b", "B", "é", "a"])',
    '$sort(items.name)',
    '$sort("x")',
    '$sort([])',
    '$sort(nothing)',
    '$sort(items, function($l, $r) { $l.id > $r.id }).name',
    '$sort(items, function($l, $r) { $l.id < $r.id }).name',
    '$sort(items, function($l, $r) { false }).name',
    '$spread({"a": 1, "b": 2})',
    '$spread(items)',
    '$spread([{"a": 1}, [{"b": 2}, 3], "x"])',
    '$spread("x")',
    '$spread({})',
    'items.$spread($)',
  ])('%s gives what the library gives', async (source) => {
    const input = {
      items: [
        { id: 1, name: 'b' },
        { id: 2, name: 'c' },
        { id: 1, name: 'a' },
      ],
    };
    const ours = JSON.stringify(await compileExpression(source, []).evaluate(input, {}));
    expect(ours).toBe(JSON.stringify(await jsonata(source).evaluate(input)));
  });

  test.each([
    ['$count($distinct(items))', 90_000],
    ['$count($sort(items.id))', 90_000],
    [
      '$count($sort(items, function($l, $r) { $l.id < $r.id }))',
      expect.stringContaining('takes more than 100000 steps'),
    ],
    ['$count(items^(id))', expect.stringContaining('takes more than 100000 steps')],
    ['$count($spread(items))', 90_000],
  ])('%s takes no longer than a long list needs', async (source, comesTo) => {
    const items = Array.from({ length: 90_000 }, (_, id) => ({ id: (id * 7919) % 90_000 }));
    const result: unknown = await compileExpression(source, [])
      .evaluate({ items }, {})
      .catch((error: unknown) => String(error));
    expect(result).toEqual(comesTo);
  });
});

describe('nothing of the process is within reach', () => {
  test.each([
    '"".constructor',
    '$.constructor',
    '$.__proto__',
    '[1].constructor',
    '$lookup($, "constructor")',
    '$lookup($, "__proto__")',
    '$sum.implementation',
    '$sum.constructor',
    '( $f := function() { 1 }; $f.environment )',
    '( $f := function() { 1 }; $lookup($f, "environment") )',
    '$.**.constructor',
    '/a/.constructor',
  ])('%s gives nothing', async (source) => {
    expect(await compileExpression(source, []).evaluate({ a: 1 }, {})).toBeUndefined();
  });

  test('the input is not changed', async () => {
    const input = { a: { b: 1 } };
    await compileExpression('$ ~> | a | {"b": 2, "__proto__": {"polluted": true}} |', []).evaluate(input, {});
    expect(input).toEqual({ a: { b: 1 } });
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

test('a plain path gives what the library gives', async () => {
  const names = fc.constantFrom('a', 'b', 'c', '`constructor`', '`a b`');
  const values: fc.Memo<unknown> = fc.memo((depth) =>
    depth <= 1
      ? fc.constantFrom(null, 0, 1, '', 'x', true, [], {})
      : fc.oneof(
          fc.array(values(depth - 1), { maxLength: 3 }),
          fc.dictionary(fc.constantFrom('a', 'b', 'c', 'a b'), values(depth - 1), { maxKeys: 3 }),
        ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(names, { minLength: 1, maxLength: 4 }), values(4), async (path, input) => {
      const ours: unknown = await compileExpression(path.join('.'), []).evaluate({ a: input, b: [input] }, {});
      const theirs: unknown = await jsonata(path.join('.')).evaluate({ a: input, b: [input] });
      expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['$number(name)', 'a value cannot be made a number'],
  ['name < 1', 'values of different types are compared'],
  ['{age: name}', 'the key of an object is no text'],
  ['people^(of)', 'values of different types cannot be sorted'],
  ['$ ~> |people|of|', 'what is inserted is no object'],
  ['$ ~> |people|{}, of|', 'what is deleted is no text'],
  ['$toMillis(name)', 'a moment is not written as in ISO 8601'],
  ['$uppercase(people)', 'Argument 1 of function "uppercase" does not match function signature'],
  ['name + 1', 'The left side of the "+" operator must evaluate to a number'],
  ['$error(name)', 'JSONata says D3137'],
])('%s fails: %s, and nothing of the input is quoted', async (source, reason) => {
  const input = { name: 'Anna Bakker', age: 54_321, people: [{ of: 54_321 }, { of: 'Anna Bakker' }] };
  const failure = String(
    await compileExpression(source, [])
      .evaluate(input, {})
      .catch((error: unknown) => error),
  );
  expect(failure).toContain(`failed: ${reason}`);
  expect(failure).not.toMatch(/Anna|54321/);
});

test('what fails does not say over what', async () => {
  const failing = compileExpression('$number(name) + name', []).evaluate({ name: 'Anna Bakker' }, {});
  await expect(failing).rejects.toThrow(/\$number\(name\) \+ name failed/);
  await expect(failing).rejects.not.toThrow(/Anna/);
});

test.each([
  [undefined, false],
  [null, false],
  [false, false],
  [0, false],
  ['', false],
  [[], false],
  [{}, false],
  ['0', true],
  [[0], true],
  [{ a: null }, true],
])('the condition %j holds: %s', (value, expected) => {
  expect(holds(value)).toBe(expected);
});
