import { describe, expect, test } from '@jest/globals';
import { renderName, type Display } from '../../src/domain/display-name.ts';

const DISPLAY: Display = { template: null, max: 40, charset: 'utf8' };

describe('the default template', () => {
  test.each([
    ['Piet de Vries', 'Bakkerij Smit', 'Piet de Vries (Bakkerij Smit)'],
    ['Piet de Vries', null, 'Piet de Vries'],
    [null, 'Bakkerij Smit', 'Bakkerij Smit'],
    [null, null, ''],
  ])('shows %s of %s as %s', (person, company, shown) => {
    expect(renderName({ person, company }, DISPLAY)).toBe(shown);
  });
});
