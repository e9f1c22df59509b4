import { describe, expect, test } from '@jest/globals';
import { isNameTemplate } from '../../src/domain/name-template.ts';

describe('a name template', () => {
  test.each(['{person} ({company})', '{company}', '{company}: {person} {person}', `${'x'.repeat(192)}{person}`])(
    'may be %s',
    (text) => {
      expect(isNameTemplate(text)).toBe(true);
    },
  );

  test.each([
    ['shows neither', 'caller'],
    ['has a part nobody knows', '{name} ({company})'],
    ['has a part in capitals', '{Person} ({company})'],
    ['has a brace that is not closed', '{person} {company'],
    ['is too long', `${'x'.repeat(193)}{person}`],
    ['is empty', ''],
  ])('is none that %s', (_what, text) => {
    expect(isNameTemplate(text)).toBe(false);
  });
});
