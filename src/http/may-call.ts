import type { IncomingMessage } from 'node:http';
import type { Hook } from '../domain/hook.ts';
import { createAddressList } from '../domain/address-block.ts';

/** Says whether a request comes from an address its hook allows; `trustProxy` as in the configuration. */
export function createMayCall(trustProxy: readonly string[]): (hook: Hook, request: IncomingMessage) => boolean {
  const isProxy = createAddressList(trustProxy);
  return ({ allow }, request) => allow.length === 0 || createAddressList(allow)(clientAddress(request, isProxy));
}

/**
 * The address a request comes from: the connection's, or where that is a trusted proxy the last one it names in
 * X-Forwarded-For that is not itself such a proxy.
 */
function clientAddress(request: IncomingMessage, isProxy: (address: string) => boolean): string {
  const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
  let address = request.socket.remoteAddress ?? '';
  while (isProxy(address) && forwarded.length > 0) address = forwarded.pop()?.trim() || address;
  return address;
}
