import { describe, expect, test } from '@jest/globals';
import { directDialStems } from '../../src/domain/direct-dial.ts';
import type { PhoneNumber } from '../../src/domain/phone-number.ts';

const stemsOf = (number: string) =>
  directDialStems(number as PhoneNumber).map((stem) => `${stem.number} ${stem.prefixLength}`);

describe('the main numbers a direct-dial number can have', () => {
  test('end in zeros where it has up to four digits of its own, or have one zero in their place', () => {
    expect(stemsOf('+31201234567')).toEqual([
      '+31201234560 11',
      '+31201234500 10',
      '+3120123450 10',
      '+31201234000 9',
      '+312012340 9',
      '+31201230000 8',
      '+31201230 8',
    ]);
  });

  test('are never the number itself', () => {
    expect(stemsOf('+31201234560')).not.toContain('+31201234560 11');
  });

  test.each([
    ['a mobile number', '+31612345678'],
    ['a free number', '+318000123'],
    ['a local number', 'local:201'],
  ])('are none for %s', (_name, number) => {
    expect(stemsOf(number)).toEqual([]);
  });
});
