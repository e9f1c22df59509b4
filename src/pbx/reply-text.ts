import type { Answer, Reply } from './answer.ts';
import { shownText } from './shown-text.ts';

/** The bare name: FreePBX, Asterisk, FreeSWITCH and most others show the body as it is, so no newline either. */
export function replyText(answer: Answer): Reply {
  return { contentType: 'text/plain; charset=utf-8', body: shownText(answer) };
}
