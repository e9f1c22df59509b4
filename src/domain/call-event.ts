/** What a PBX reports: one of its four events, a plain question for a name, or a word nobody has taught us. */
export type CallEventKind =
  'incoming-ringing' | 'outgoing-ringing' | 'connected' | 'disconnected' | 'name-lookup' | 'unknown';

/** One request of a PBX, read from its dialect. Texts are decoded and otherwise as sent; an absent one is empty. */
export interface CallEvent {
  readonly kind: CallEventKind;
  readonly callId: string;
  readonly from: string;
  readonly to: string;
  readonly status: string;
  /** The PBX's own word for the event. */
  readonly statusDescription: string;
  readonly direction: string;
  readonly timestamp: string;
  /** The name the PBX already had for the caller. */
  readonly callerName: string;
}
