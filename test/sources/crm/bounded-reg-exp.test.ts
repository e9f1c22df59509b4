import { describe, expect, test } from '@jest/globals';
import { explainUnsafePattern } from '../../../src/sources/crm/bounded-reg-exp.ts';

describe('a pattern that could backtrack without end is refused', () => {
  test.each([
    ['(a+)+$', 'a repetition'],
    ['(a*)*', 'a repetition'],
    ['(?:a|a)*b', 'a choice'],
    ['(a?){30}', 'a repetition'],
    ['((ab)+c)*', 'a repetition'],
    ['(a{2,}){2,}', 'a repetition'],
    [String.raw`(\d+)*`, 'a repetition'],
    [String.raw`([\d]+)*`, 'a repetition'],
    [String.raw`(a)\1`, 'refers back'],
    [String.raw`(?<x>a)\k<x>`, 'refers back'],
    ['.*a.*b.*c', 'more than 2 times'],
    ['a{0,100}b{0,100}c{0,100}', 'more than 2 times'],
    [`${'a?'.repeat(40)}b`, 'too many ways'],
    [`${'a{1,15}'.repeat(8)}b`, 'too many ways'],
    [`${'(a|aa)'.repeat(20)}b`, 'too many ways'],
    ['a*a{1,15}a{1,15}a?b', 'too many ways'],
    [`(${'(a?b|)'.repeat(12)}|c)d`, 'too many ways'],
  ])('%s', (pattern, reason) => {
    expect(explainUnsafePattern(pattern)).toContain(reason);
  });
});

describe('a harmless one is not', () => {
  test.each([
    String.raw`^\+31(\d{2})(\d{7})$`,
    String.raw`[^\d+]+`,
    '^(?:Mr|Mrs) ',
    '(ab){2}',
    String.raw`\(\+\)`,
    '[(+*)]+',
    'a+b+',
    String.raw`\d{1,9}-\d{1,9}-\d{1,9}`,
    `^(?:${'Mr|Mrs|Dr|Prof|'.repeat(10)}Ms)?\\.? *`,
    '(?<first>a?)(?:b?)(?=c?)',
  ])('%s', (pattern) => {
    expect(explainUnsafePattern(pattern)).toBeUndefined();
  });
});
