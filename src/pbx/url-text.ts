const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A percent-decoded text. Never throws: what is no escape stays as it is, bytes that are no UTF-8 become U+FFFD. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString());
  }
}

/**
 * A request line as its sender meant it. Node reads its bytes as Latin-1, and PBXs put unescaped UTF-8 in it (FreePBX
 * escapes only spaces and commas of a name); bytes that are no UTF-8 really were Latin-1.
 */
export function restoreUtf8(text: string): string {
  if (!/[\u0080-\u00ff]/.test(text) || /[\u0100-\uffff]/.test(text)) return text;
  try {
    return utf8.decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}
