import { describe, expect, test } from '@jest/globals';
import { createLiveFeed, type LiveFeed } from '../../src/calls/live-feed.ts';

function publish(feed: LiveFeed, ...texts: string[]): void {
  feed.publish(texts.map((data) => ({ workspace: 'main', data })));
}

/** Subscribes and gives what is heard. */
function listen(feed: LiveFeed, lastId?: string, workspace = 'main') {
  const heard: string[] = [];
  const ids: string[] = [];
  const subscription = feed.subscribe(workspace, lastId, ({ id, data }) => {
    heard.push(data);
    ids.push(id);
  });
  return { heard, ids, ...subscription };
}

describe('a listener', () => {
  test('hears what comes after it came, in order, until it goes', () => {
    const feed = createLiveFeed('run', 10);
    publish(feed, 'before');
    const listener = listen(feed);
    publish(feed, 'a', 'b');
    listener.unsubscribe();
    publish(feed, 'after');
    expect([listener.heard, listener.complete, feed.listeners()]).toEqual([['a', 'b'], true, 0]);
  });

  test('hears nothing of another workspace', () => {
    const feed = createLiveFeed('run', 10);
    const listener = listen(feed, undefined, 'elsewhere');
    publish(feed, 'a');
    expect(listener.heard).toEqual([]);
  });

  test('who comes back hears what came meanwhile first', () => {
    const feed = createLiveFeed('run', 10);
    const { ids, unsubscribe } = listen(feed);
    publish(feed, 'a', 'b');
    unsubscribe();
    publish(feed, 'c', 'd');
    const again = listen(feed, ids[1]);
    publish(feed, 'e');
    expect([again.heard, again.complete]).toEqual([['c', 'd', 'e'], true]);
  });
});

describe('who comes back is told that something is missing', () => {
  test.each<[string, (feed: LiveFeed, lastId: string) => string]>([
    [
      'when too much came meanwhile',
      (feed, lastId) => {
        for (let count = 0; count < 30; count++) publish(feed, String(count));
        return lastId;
      },
    ],
    [
      'when what came was forgotten',
      (feed, lastId) => {
        feed.forget();
        return lastId;
      },
    ],
    ['after the program was started again', () => 'other-1'],
    ['with an id that never was', () => 'run-99'],
    ['with an id that is none', () => "run-1'"],
  ])('%s', (_, happen) => {
    const feed = createLiveFeed('run', 10);
    const { ids, unsubscribe } = listen(feed);
    publish(feed, 'a');
    unsubscribe();
    const again = listen(feed, happen(feed, ids[0] ?? ''));
    publish(feed, 'next');
    expect([again.complete, again.heard]).toEqual([false, ['next']]);
  });
});

test('changes are remembered up to a bound, and the last ones are', () => {
  const feed = createLiveFeed('run', 10);
  const { ids } = listen(feed);
  for (let count = 0; count < 95; count++) publish(feed, String(count));
  expect(listen(feed, ids[84]).heard).toHaveLength(10);
  expect(listen(feed, ids[84]).complete).toBe(true);
  expect(listen(feed, ids[70]).complete).toBe(false);
});
