import { describe, expect, test } from '@jest/globals';
import { setImmediate as endOfTurn } from 'node:timers/promises';
import { createTurnEnd } from '../../src/http/turn-end.ts';

describe('what is put off to the end of the turn', () => {
  test('is done in order, after everything else of the turn', async () => {
    const done: string[] = [];
    const atTurnEnd = createTurnEnd(() => undefined);
    atTurnEnd(() => done.push('first'));
    await Promise.resolve();
    atTurnEnd(() => done.push('second'));
    done.push('the turn itself');
    await endOfTurn();
    expect(done).toEqual(['the turn itself', 'first', 'second']);
  });

  test('is done whatever happens to the rest, and the error is reported', async () => {
    const errors: unknown[] = [];
    const done: string[] = [];
    const atTurnEnd = createTurnEnd((error) => errors.push(error));
    const broken = new Error('the socket is gone');
    atTurnEnd(() => {
      throw broken;
    });
    atTurnEnd(() => done.push('second'));
    await endOfTurn();
    expect(errors).toEqual([broken]);
    expect(done).toEqual(['second']);
  });

  test('may itself put something off, to the next turn', async () => {
    const done: string[] = [];
    const atTurnEnd = createTurnEnd(() => undefined);
    atTurnEnd(() => atTurnEnd(() => done.push('later')));
    await endOfTurn();
    expect(done).toEqual([]);
    await endOfTurn();
    expect(done).toEqual(['later']);
  });
});
