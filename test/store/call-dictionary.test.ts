import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ShownName } from '../../src/calls/call-facts.ts';
import { openCallLogOnDisk, type OpenCallLog } from '../support/open-call-log.ts';

const NUMBER = '+31612345678';
const shown = (name: string | null, contactUrl: string | null = null): ShownName => ({
  at: 0,
  name,
  source: 'crm',
  contactUrl,
  unnamed: null,
});

let log: OpenCallLog;
beforeEach(() => {
  log = openCallLogOnDisk();
});
afterEach(() => log.remove());

describe('a party', () => {
  test('that was looked for in vain is found once it was added, in its workspace alone', () => {
    const { dictionary } = log;
    const [main, other] = [dictionary.idOfWorkspace('main'), dictionary.idOfWorkspace('other')];
    expect(dictionary.findParty(main, NUMBER)).toBeUndefined();
    const id = dictionary.idOfParty(main, NUMBER);
    expect([dictionary.idOfParty(main, NUMBER), dictionary.findParty(main, NUMBER)]).toEqual([id, id]);
    expect(dictionary.findParty(other, NUMBER)).toBeUndefined();
    expect(dictionary.idOfParty(main, NUMBER)).toBe(id);
    expect(dictionary.idOfParty(other, NUMBER)).not.toBe(id);
  });

  test('that was looked for in vain is found when another connection has added it', () => {
    const { dictionary, database } = log;
    const main = dictionary.idOfWorkspace('main');
    expect(dictionary.findParty(main, NUMBER)).toBeUndefined();
    database.prepare('INSERT INTO numbers (workspace, number) VALUES (?, ?)').run(main, NUMBER);
    expect(dictionary.findParty(main, NUMBER)).toBe(1);
  });

  test('and its name are added anew after a transaction that was undone', () => {
    const { dictionary, database } = log;
    const main = dictionary.idOfWorkspace('main');
    const known = dictionary.idOfParty(main, '+31201234567');
    const add = () => {
      const added = dictionary.idOfParty(main, NUMBER);
      return {
        added,
        ids: [dictionary.idOfShown(known, shown('Bakker')), dictionary.idOfShown(added, shown('Jansen'))],
      };
    };
    const undone = database.transaction(() => {
      add();
      throw new Error('the disk is full');
    });
    expect(undone).toThrow('the disk is full');
    dictionary.forget();
    const { added, ids } = add();
    expect(dictionary.partyOf(added)).toBe(NUMBER);
    expect(ids.map((id) => dictionary.shownOf(id ?? 0)?.name)).toEqual(['Bakker', 'Jansen']);
  });
});

test('names that a number is shown by in turn are each kept once, also by who has not seen them written', () => {
  const { dictionary } = log;
  const party = dictionary.idOfParty(dictionary.idOfWorkspace('main'), NUMBER);
  const names = [shown('Jansen'), shown('J. Jansen'), shown(null), shown('Jansen', 'https://crm.example/1')];
  const ids = names.map((name) => dictionary.idOfShown(party, name));
  expect(new Set(ids).size).toBe(4);
  expect(names.map((name) => dictionary.idOfShown(party, name))).toEqual(ids);
  dictionary.forget();
  expect(names.map((name) => dictionary.idOfShown(party, name))).toEqual(ids);
});
