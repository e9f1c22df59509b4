import { describe, expect, test } from '@jest/globals';
import { renderBar, renderTable } from '../../src/commands/render-table.ts';

test('numbers stand right, texts left, and nothing stands behind the last cell', () => {
  const table = renderTable(
    ['day', 'calls', ''],
    [
      ['2026-01-05', 7, '█'],
      ['2026-01-06', 1234, ''],
    ],
  );
  expect(table).toBe('day         calls\n2026-01-05      7  █\n2026-01-06   1234\n');
});

describe('a bar', () => {
  test.each([
    [10, 10, '████'],
    [5, 10, '██'],
    [3, 10, '█▎'],
    [0, 10, ''],
    [0, 0, ''],
  ])('%i of %i', (value, most, bar) => {
    expect(renderBar(value, most, 4)).toBe(bar);
  });
});
