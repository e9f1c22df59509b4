import type { Reply } from './answer.ts';

/** Nothing: for events that want no name, in every format, and for PBXs that only report. */
export function replyEmpty(): Reply {
  return { contentType: 'text/plain; charset=utf-8', body: '' };
}
