import { describe, expect, test } from '@jest/globals';
import { parsePhoneNumber, toE164, type PhoneNumber } from '../../src/domain/phone-number.ts';

describe('a number by either writer', () => {
  test.each([
    ['+31612345678', '+31612345678'],
    ['0031612345678', '+31612345678'],
    ['31612345678', '+31612345678'],
    ['0612345678', '+31612345678'],
    ['612345678', '+31612345678'],
    ['310612345678', '+31612345678'],
    ['00310612345678', '+31612345678'],
    ['14020', '+3114020'],
    ['0900-1234', '+319001234'],
    ['112', 'local:112'],
    ['116 000', 'local:116000'],
    ['**611', 'local:**611'],
  ])('%s is %s', (text, canonical) => {
    expect(parsePhoneNumber(text, 'NL', 'pbx')).toBe(canonical);
    expect(parsePhoneNumber(text, 'NL', 'file')).toBe(canonical);
  });
});

test('only a number in E.164 has an E.164 form', () => {
  expect(toE164('+31612345678' as PhoneNumber)).toBe('+31612345678');
  expect(toE164('local:112' as PhoneNumber)).toBeNull();
});
