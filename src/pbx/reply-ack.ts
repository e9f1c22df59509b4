import type { Answer, Reply } from './answer.ts';
import { shownText } from './shown-text.ts';

/**
 * The webhook step of VoIPGRID's dialplans (Voys and others), https://help.dotvoip.nl/index.php?title=Webhooks_voorbeelden:
 * `status=ACK&callername=NAME`, or `status=NAK` to go on without a name.
 */
export function replyAck(answer: Answer): Reply {
  const name = shownText(answer, withoutFormCharacters);
  return {
    contentType: 'text/plain; charset=utf-8',
    body: name === '' ? 'status=NAK' : `status=ACK&callername=${name}`,
  };
}

/** The reader splits at `&` and `=`, and may or may not decode `%`, `+` and `#`: a name has none of them. */
function withoutFormCharacters(name: string): string {
  return name.replaceAll('&', ' en ').replaceAll(/[=+%#]/g, ' ');
}
