import type { Answer, Reply } from './answer.ts';

/**
 * The network directory of Gigaset telephones, which ask at each call (`command=get_list&…&hm=NUMBER`):
 * https://www.readkong.com/page/protocol-specification-9127704. Never a fallback.
 */
export function replyGigaset(answer: Answer): Reply {
  const { name } = answer;
  const list =
    name === ''
      ? '<list response="get_list" type="pb" notfound="hm" total="0"/>'
      : '<list response="get_list" type="pb" total="1" first="1" last="1">' +
        `<entry id="1"><ln>${escapeXml(name)}</ln><hm>${escapeXml(answer.number)}</hm></entry></list>`;
  return { contentType: 'text/xml; charset=utf-8', body: `<?xml version="1.0" encoding="UTF-8"?>${list}` };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** What XML 1.0 has no place for, not even escaped (https://www.w3.org/TR/xml/#charsets), is dropped. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
