import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Contact } from '../../../src/domain/contact.ts';
import type { PhoneNumber } from '../../../src/domain/phone-number.ts';
import { createRepeatFinder } from '../../../src/sources/file/repeat-finder.ts';

function contact(change: Partial<Contact> = {}): Contact {
  return {
    person: 'Anna',
    company: 'Smit',
    numbers: ['+31201234567' as PhoneNumber],
    ranges: [{ prefix: '+312012345', length: 12 }],
    contactUrl: null,
    ...change,
  };
}

test('a contact repeats one that is the same in all it holds', () => {
  const isRepeat = createRepeatFinder();
  expect(isRepeat(contact())).toBe(false);
  expect(isRepeat(contact())).toBe(true);
});

test.each<[string, Partial<Contact>]>([
  ['person', { person: 'Anne' }],
  ['person, which is the company now', { person: null }],
  ['company', { company: null }],
  ['numbers', { numbers: ['+31201234567' as PhoneNumber, '+31612345678' as PhoneNumber] }],
  ['ranges', { ranges: [{ prefix: '+312012345', length: 13 }] }],
  ['URL', { contactUrl: 'https://crm.example/1' }],
])('another %s makes it another contact', (_, change) => {
  const isRepeat = createRepeatFinder();
  isRepeat(contact());
  expect(isRepeat(contact(change))).toBe(false);
});

test('whatever comes, the answer is that of a set that keeps everything', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 2 }), { maxLength: 20_000, size: 'max' }), (names) => {
      const isRepeat = createRepeatFinder();
      const seen = new Set<string>();
      const expected = names.map((name) => seen.size === seen.add(name).size);
      expect(names.map((person) => isRepeat(contact({ person })))).toEqual(expected);
    }),
    { numRuns: 5 },
  );
});

test('no two of 200,000 similar contacts are taken for the same', () => {
  const isRepeat = createRepeatFinder();
  let repeats = 0;
  for (let index = 0; index < 200_000; index++) {
    if (isRepeat(contact({ person: `Naam ${index}`, numbers: [`+3161${index}` as PhoneNumber] }))) repeats += 1;
  }
  expect(repeats).toBe(0);
});
