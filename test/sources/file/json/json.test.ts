import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { splitArray } from '../../../../src/sources/file/json/split-array.ts';
import { inWords, readText } from '../read-text.ts';

describe('a JSON array', () => {
  test.each<[string, unknown[], string[]]>([
    ['of flat objects', [{ naam: 'Eva', telefoon: '020-1234567' }], ['Eva: +31201234567']],
    ['with numbers as numbers', [{ name: 'Eva', phone: 31201234567 }], ['Eva: +31201234567']],
    [
      'with lists of numbers',
      [{ name: 'Eva', phones: ['0201234567', '0612345678'] }],
      ['Eva: +31201234567 +31612345678'],
    ],
    [
      'with objects in it',
      [{ name: { first: 'Eva', last: 'Bos' }, phones: [{ type: 'work', number: '0201234567' }] }],
      ['Eva Bos: +31201234567'],
    ],
    [
      'as HubSpot has it',
      [{ id: '1', properties: { firstname: 'Eva', company: 'Bos', phone: '0201234567' } }],
      ['Eva / Bos: +31201234567'],
    ],
    [
      'whose later objects have more',
      [
        { name: 'Jan', phone: '' },
        { name: 'Eva', phone: null, mobile: '0612345678' },
      ],
      ['Eva: +31612345678'],
    ],
  ])('%s', async (_, contacts, words) => {
    expect(inWords((await readText(JSON.stringify(contacts, null, 2))).contacts)).toEqual(words);
  });

  test('names the line of what cannot be used', async () => {
    const { report } = await readText(
      '[\n{"name": "Eva", "phone": "0201234567"},\n\n{"name":\n"Jan", "phone": "x1"},\n7,\n{"name": }\n]',
    );
    expect(report).toMatchObject({ format: 'json', rows: 4, contacts: 1, columns: { name: 'name', phone: 'phone' } });
    expect(report.rejected).toEqual([
      { line: 4, column: 'phone', value: 'x1', reason: 'is no telephone number' },
      { line: 6, column: null, value: '7', reason: 'is no JSON object' },
      { line: 7, column: null, value: '{"name": }', reason: 'is no JSON object' },
    ]);
  });
});

describe('JSON is refused', () => {
  test.each([
    ['that is no array', '{"contacts": []}', 'is JSON, but not an array of contacts'],
    ['without elements', '[ ]', 'the file is empty'],
    ['that ends too early', '[{"name": "Eva"', 'ends before its JSON array does'],
    ['that goes on after its end', '[{"name": "Eva"}] [', 'goes on after the end of its array'],
    ['that nests without end', '['.repeat(100_000), 'nests more than 64 deep'],
    ['with an endless element', `["${'x'.repeat(3_000_000)}`, 'is longer than 1000000 characters'],
    [
      'with thousands of properties',
      JSON.stringify([Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`p${index}`, '1']))]),
      'more than 1000 different properties',
    ],
  ])('%s', async (_, text, message) => {
    await expect(readText(text)).rejects.toThrow(message);
  });
});

test('any array is cut into its elements, whatever chunks it comes in', async () => {
  const indent = fc.constantFrom(undefined, 1, '\n\t');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.jsonValue({ maxDepth: 3 })),
      fc.integer({ min: 1, max: 20 }),
      indent,
      async (array, length, space) => {
        const text = JSON.stringify(array, null, space);
        async function* chunks(): AsyncGenerator<string> {
          for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
        }
        const elements: unknown[] = [];
        for await (const batch of splitArray(chunks()))
          for (const element of batch) elements.push(JSON.parse(element.text));
        expect(elements).toEqual(JSON.parse(text));
      },
    ),
  );
});
