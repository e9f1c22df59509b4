import { describe, expect, test } from '@jest/globals';
import { parseSourceName } from '../../src/domain/source-name.ts';

describe('the name of a source', () => {
  test.each(['crm', 'Klanten 2026', "café's (oud)", '通讯录', 'a'.repeat(100)])('may be %j', (name) => {
    expect(parseSourceName(name)).toBe(name);
  });

  test.each(['', ' ', ' crm', 'crm ', 'a/b', 'a\\b', 'a\nb', 'a\u0000', 'a\u202eb', 'a'.repeat(101)])(
    'may not be %j',
    (name) => {
      expect(() => parseSourceName(name)).toThrow(/cannot be the name of a source/);
    },
  );
});
