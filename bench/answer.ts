const HEAD_END = Buffer.from('\r\n\r\n');
const OK = 'HTTP/1.1 200';
const LENGTH = 'Content-Length: ';

/** The body of one HTTP answer; undefined while bytes are missing. Throws if it is no 200 with a Content-Length. */
export function parseAnswer(bytes: Buffer): Buffer | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const length = contentLength(head);
  if (!head.startsWith(OK) || length === undefined) throw new Error(`no 200 with a Content-Length: ${head}`);
  const bodyStart = headEnd + HEAD_END.length;
  if (bytes.length < bodyStart + length) return undefined;
  if (bytes.length > bodyStart + length) throw new Error(`more bytes than one answer has: ${bytes.toString()}`);
  return bytes.subarray(bodyStart);
}

function contentLength(head: string): number | undefined {
  const at = head.indexOf(LENGTH);
  if (at >= 0) return Number.parseInt(head.slice(at + LENGTH.length, at + LENGTH.length + 6), 10);
  const found = /^content-length: *(\d+)/im.exec(head);
  return found ? Number(found[1]) : undefined;
}
