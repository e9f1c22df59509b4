import { describe, expect, test } from '@jest/globals';
import type { FoundContact } from '../../src/domain/contact.ts';
import { UNKNOWN, type Question, type TraceStep } from '../../src/domain/lookup-result.ts';
import { parsePhoneNumber } from '../../src/domain/phone-number.ts';
import { directoryLookup } from '../../src/lookup/directory-lookup.ts';
import type { Directory } from '../../src/lookup/directory.ts';

const number = parsePhoneNumber('0201234567', 'NL', 'pbx');
if (!number) throw new Error('not a number');
const question: Question = { workspace: 'main', number };
const contact = (person: string): FoundContact => ({
  person,
  company: null,
  contactUrl: null,
  source: 'file',
  shared: 'first',
  template: null,
});

/** A store that answers at once, as the embedded one does, and one that answers later, as one over the network does. */
const WAYS: readonly [string, (find: () => readonly FoundContact[]) => Directory['findByNumber']][] = [
  ['at once', (find) => () => find()],
  ['later', (find) => async () => find()],
];

describe.each(WAYS)('a directory that answers %s', (_way, answering) => {
  test('is asked for a range only where nobody has the number itself', async () => {
    const nobody = answering(() => []);
    const sanne = answering(() => [contact('Sanne')]);
    const desk = answering(() => [contact('Desk')]);
    const ask = (findByNumber: Directory['findByNumber'], findByRange: Directory['findByRange']) =>
      directoryLookup({ findByNumber, findByRange })(question);
    expect(await ask(sanne, desk)).toEqual({ outcome: 'found', contacts: [contact('Sanne')] });
    expect(await ask(nobody, desk)).toEqual({ outcome: 'found', contacts: [contact('Desk')] });
    expect(await ask(nobody, nobody)).toBe(UNKNOWN);
  });

  test('that fails could not be asked', async () => {
    const broken = answering(() => {
      throw new Error('disk I/O error');
    });
    const nobody = answering(() => []);
    const unavailable = { outcome: 'unavailable', reason: 'disk I/O error' };
    expect(await directoryLookup({ findByNumber: broken, findByRange: nobody })(question)).toEqual(unavailable);
    expect(await directoryLookup({ findByNumber: nobody, findByRange: broken })(question)).toEqual(unavailable);
  });

  test('is traced', async () => {
    const trace: TraceStep[] = [];
    const findByNumber = answering(() => []);
    const findByRange = answering(() => [contact('Desk')]);
    await directoryLookup({ findByNumber, findByRange })(question, trace);
    expect(trace).toMatchObject([
      { asked: 'contacts: the number itself', answer: 'nobody' },
      { asked: 'contacts: number ranges', answer: '1 from file' },
    ]);
  });
});
