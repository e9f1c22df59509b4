import type { ReplyFormat } from '../domain/hook.ts';
import type { Answer, Reply } from './answer.ts';
import { replyAck } from './reply-ack.ts';
import { replyEmpty } from './reply-empty.ts';
import { replyGigaset } from './reply-gigaset.ts';
import { replyJson } from './reply-json.ts';
import { replyText } from './reply-text.ts';

/** How each format writes an answer. */
export const REPLY_FORMATS: Readonly<Record<ReplyFormat, (answer: Answer) => Reply>> = {
  text: replyText,
  json: replyJson,
  ack: replyAck,
  gigaset: replyGigaset,
  empty: replyEmpty,
};
