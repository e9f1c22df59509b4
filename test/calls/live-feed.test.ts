import { describe, expect, test } from '@jest/globals';
import { createLiveFeed, type LiveFeed } from '../../src/calls/live-feed.ts';

function publish(feed: LiveFeed, ...texts: string[]): void {
  feed.publish(texts.map((data) => ({ workspace: 'main', data })));
}

/** Subscribes and gives what is heard; `missed` is what a listener notes that has to read the log again. */
function listen(feed: LiveFeed, lastId?: string, workspace = 'main') {
  const heard: string[] = [];
  const ids: string[] = [];
  const subscription = feed.subscribe(workspace, lastId, {
    hear: (changes) => {
      heard.push(...changes.map(({ data }) => data));
      ids.push(...changes.map(({ id }) => id));
    },
    miss: (id) => {
      heard.push('missed');
      ids.push(id);
    },
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
    expect([listener.heard, feed.listeners()]).toEqual([['a', 'b'], 0]);
  });

  test('hears nothing of another workspace', () => {
    const feed = createLiveFeed('run', 10);
    const listener = listen(feed, undefined, 'elsewhere');
    publish(feed, 'a');
    expect([listener.heard, listen(feed, listener.lastId, 'elsewhere').heard]).toEqual([[], []]);
  });

  test('who comes back hears what came meanwhile first', () => {
    const feed = createLiveFeed('run', 10);
    const { ids, unsubscribe } = listen(feed);
    publish(feed, 'a', 'b');
    unsubscribe();
    publish(feed, 'c', 'd');
    const again = listen(feed, ids[1]);
    publish(feed, 'e');
    expect(again.heard).toEqual(['c', 'd', 'e']);
  });

  test('who heard nothing can come back as well', () => {
    const feed = createLiveFeed('run', 10);
    publish(feed, 'before');
    const { lastId, unsubscribe } = listen(feed);
    unsubscribe();
    publish(feed, 'meanwhile');
    expect(listen(feed, lastId).heard).toEqual(['meanwhile']);
  });

  test('is told when something is forgotten, and can go on from there', () => {
    const feed = createLiveFeed('run', 10);
    const { heard, ids, unsubscribe } = listen(feed);
    feed.forget();
    unsubscribe();
    publish(feed, 'a');
    expect([heard, listen(feed, ids[0]).heard]).toEqual([['missed'], ['a']]);
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
    expect(again.heard).toEqual(['missed', 'next']);
  });
});

test('changes are remembered up to a bound, and the last ones are', () => {
  const feed = createLiveFeed('run', 10);
  const { ids } = listen(feed);
  for (let count = 0; count < 95; count++) publish(feed, String(count));
  expect(listen(feed, ids[84]).heard).toHaveLength(10);
  expect(listen(feed, ids[70]).heard).toEqual(['missed']);
});
