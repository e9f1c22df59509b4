import { cleanNumberText, LONGEST_TEXT } from './number-text.ts';

const SCHEME = /^(?:sips?|tel):(?:\/\/)?/i;
const PARAMETERS = /[;?]\s*[a-z].*$/i;
const PHONE_CONTEXT = /;\s*phone-context=(\+[\d().-]+)/i;
const IPV4_HOST = /^\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?$/;

/** Who an address names. */
export interface CallerAddress {
  /** The user part or the number, cleaned, without scheme, host and parameters; empty where there is none. */
  readonly user: string;
  /** The `+` and leading digits that a `tel:` URI gives a number of local significance. */
  readonly context: string | null;
}

/**
 * The caller in a `sip:`, `sips:` or `tel:` URI (RFC 3261, RFC 3966), bare, in angle brackets or behind a display name;
 * any other text is its own user part. Undefined for a text that is too long to be looked at.
 */
export function readCallerAddress(text: string): CallerAddress | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const address = withinBrackets(cleanNumberText(text)).trim();
  const withoutScheme = address.replace(SCHEME, '');
  const context = PHONE_CONTEXT.exec(withoutScheme)?.[1] ?? null;
  const at = withoutScheme.indexOf('@');
  const isHostOnly = at < 0 && withoutScheme !== address && IPV4_HOST.test(withoutScheme.replace(PARAMETERS, ''));
  if (isHostOnly) return { user: '', context };
  // A user part may have parameters of its own: `+31201234567;ext=12@host`.
  const user = at < 0 ? withoutScheme : withoutScheme.slice(0, at);
  return { user: decode(user.replace(PARAMETERS, '')), context };
}

function withinBrackets(text: string): string {
  const open = text.lastIndexOf('<');
  const close = text.indexOf('>', open);
  return open >= 0 && close >= 0 ? text.slice(open + 1, close) : text;
}

function decode(user: string): string {
  try {
    return cleanNumberText(decodeURIComponent(user)).trim();
  } catch {
    return user.trim();
  }
}
