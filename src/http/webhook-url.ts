/** A webhook's URL in its parts, nothing of it decoded. */
export interface WebhookUrl {
  /** Empty when there is none. */
  readonly token: string;
  /** What stands behind the token, from its `/` on; empty when nothing does. */
  readonly path: string;
  /** What stands behind the first `?`. A second one, of a device that puts a query of its own behind any URL, is an `&`. */
  readonly query: string;
}

/**
 * Splits a request line's URL, tolerating `//` before the token (FreePBX asks for `//w/…`) and the absolute form a proxy
 * sends. Undefined when it is no webhook's.
 */
export function splitWebhookUrl(requestUrl: string): WebhookUrl | undefined {
  const url = requestUrl.startsWith('/w/') ? requestUrl : normalise(requestUrl);
  if (url === undefined) return undefined;

  const question = url.indexOf('?');
  const end = question === -1 ? url.length : question;
  let start = 2;
  while (start < end && url[start] === '/') start++;
  const slash = url.indexOf('/', start);
  const tokenEnd = slash === -1 || slash > end ? end : slash;
  return {
    token: url.slice(start, tokenEnd),
    path: url.slice(tokenEnd, end),
    query: question === -1 ? '' : joinQueries(url.slice(question + 1)),
  };
}

/** Gigaset telephones put `?command=get_list&…` behind the URL they were given, whatever it ends in. */
function joinQueries(query: string): string {
  return query.includes('?') ? query.replaceAll(/\?(?=\w+=)/g, '&') : query;
}

function normalise(requestUrl: string): string | undefined {
  const url = requestUrl.replace(/^https?:\/\/[^/?#]*/i, '').replace(/^\/+/, '/');
  return /^\/w(?:[/?]|$)/.test(url) ? url : undefined;
}
