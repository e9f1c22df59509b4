import { expect, test } from '@jest/globals';
import { csvOfCalls, exportOfCaller, pageOfCalls, type ReadCalls } from '../../src/calls/call-export.ts';
import { CALL_CSV_START } from '../../src/calls/call-form.ts';

/** Pages of calls by their cursors: the second has none left, though a third follows. */
const PAGES: ReadonlyMap<string | undefined, readonly string[]> = new Map([
  [undefined, ['1', '2']],
  ['second', []],
  ['third', ['3']],
]);
const NEXT: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, 'second'],
  ['second', 'third'],
]);
const readCalls: ReadCalls = async ({ cursor }, form) => ({
  text: (PAGES.get(cursor) ?? [])
    .map((call) => (form === 'csv' ? `${call}\r\n` : call))
    .join(form === 'csv' ? '' : ','),
  next: NEXT.get(cursor) ?? null,
});
const readNone: ReadCalls = async () => ({ text: '', next: null });

async function join(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

test('a page is a JSON object with its calls and the cursor of the next one', async () => {
  expect(JSON.parse(await pageOfCalls(readCalls, { limit: 2 }))).toEqual({ calls: [1, 2], next: 'second' });
  expect(JSON.parse(await pageOfCalls(readNone, { limit: 2 }))).toEqual({ calls: [], next: null });
});

test('CSV goes on after a page without calls, and without any calls has its head', async () => {
  expect(await join(csvOfCalls(readCalls, {}))).toBe(`${CALL_CSV_START}1\r\n2\r\n3\r\n`);
  expect(await join(csvOfCalls(readNone, {}))).toBe(CALL_CSV_START);
});

test('all that is held of a number is one JSON document', async () => {
  const document = await join(exportOfCaller(readCalls, 'local:201', [{ name: 'Jansen' }]));
  expect(JSON.parse(document)).toEqual({ number: '201', names: [{ name: 'Jansen' }], calls: [1, 2, 3] });
  expect(JSON.parse(await join(exportOfCaller(readNone, 'local:201', [])))).toEqual({
    number: '201',
    names: [],
    calls: [],
  });
});
