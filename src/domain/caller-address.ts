const SCHEME = /^(?:sips?|tel):(?:\/\/)?/i;
const PARAMETERS = /(?:[;?]\s*[a-z][\w.-]*(?:=[^;]*)?)+$/i;
const PHONE_CONTEXT = /;\s*phone-context=(\+[\d().-]+)/i;
const HOST_ONLY = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/;

/** What an address says of the caller. */
export interface CallerAddress {
  /** The user part or the number, without scheme, host and parameters; empty where an address has none. */
  readonly user: string;
  /** The leading digits that RFC 3966 gives a number of local significance, with their `+`. */
  readonly context: string | null;
}

/**
 * The caller in a `sip:`, `sips:` or `tel:` URI (RFC 3261, RFC 3966), bare, in angle brackets or behind a display name;
 * any other text is its own user part.
 */
export function readCallerAddress(text: string): CallerAddress {
  const address = withinBrackets(text).trim();
  const withoutScheme = address.replace(SCHEME, '');
  const isUri = withoutScheme !== address;
  const context = PHONE_CONTEXT.exec(withoutScheme)?.[1] ?? null;
  const at = withoutScheme.indexOf('@');
  if (at < 0) {
    const user = decode(withoutScheme.replace(PARAMETERS, ''));
    return { user: isUri && HOST_ONLY.test(user) ? '' : user, context };
  }
  // A user part may carry its own parameters (`+31201234567;phone-context=…@host`) and a password.
  const userInfo = withoutScheme.slice(0, at).replace(PARAMETERS, '').replace(/:.*$/, '');
  return { user: decode(userInfo), context };
}

function withinBrackets(text: string): string {
  const open = text.lastIndexOf('<');
  const close = text.indexOf('>', open);
  return open >= 0 && close >= 0 ? text.slice(open + 1, close) : text;
}

function decode(user: string): string {
  try {
    return decodeURIComponent(user).trim();
  } catch {
    return user.trim();
  }
}
