/** Ways in which a reply can go wrong on the wire. */
import { type Wire, WireClosed } from './wire.ts';

export const REPLY_FAULTS = [
  /** No answer, connection open. */
  'silent',
  /** An ordinary goodbye instead of an answer. */
  'hang-up',
  /** The connection is cut instead of an answer. */
  'cut',
  /** Half of the answer, then the connection is cut. */
  'cut-in-the-middle',
  /** Bytes that are not even a header. */
  'garbage',
  /** A right header, but what follows is not a property list. */
  'not-a-plist',
  /** A property list of another kind than expected. */
  'wrong-kind',
  /** A property list without any of the expected keys. */
  'empty',
  /** The header tells almost 4 GiB. */
  'length-huge',
  /** The header tells more bytes than follow; then silence. */
  'length-too-long',
  /** The header tells fewer bytes than follow. */
  'length-too-short',
  /** The header tells zero. */
  'length-zero',
] as const;
export type ReplyFault = (typeof REPLY_FAULTS)[number];

/** Faults by name of the request that meets them; `*` stands for every request. */
export type ReplyFaults = Readonly<Record<string, ReplyFault>>;

/** A reply with what is needed to falsify it. */
export interface Framed {
  readonly payload: Buffer;
  /** Puts the header in front; `claimed` is the payload's length as the header tells it. */
  frame(payload: Uint8Array, claimed?: number): Buffer;
  readonly zeroLength: Buffer;
}

const HTTP_ANSWER = 'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nBad Request\r\n';
const PLIST_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0">';

/** What a web server says to somebody who does not speak HTTP. */
export const FOREIGN_ANSWER = Buffer.from(HTTP_ANSWER, 'ascii');

export function faultFor(faults: ReplyFaults, request: string): ReplyFault | null {
  return faults[request] ?? faults['*'] ?? null;
}

/** Sends a reply, honestly or with its fault. Rejects with WireClosed where the fault ends the conversation. */
export async function sendReply(wire: Wire, reply: Framed, fault: ReplyFault | null): Promise<void> {
  const whole = reply.frame(reply.payload);
  switch (fault) {
    case null:
      return wire.write(whole);
    case 'silent':
      return stayMute(wire);
    case 'hang-up':
      wire.end();
      throw new WireClosed();
    case 'cut':
      wire.destroy();
      throw new WireClosed();
    case 'cut-in-the-middle':
      wire.cutAfter = Math.floor(whole.length / 2);
      return wire.write(whole);
    case 'garbage':
      return wire.write(FOREIGN_ANSWER);
    case 'not-a-plist':
      return wire.write(reply.frame(FOREIGN_ANSWER));
    case 'wrong-kind':
      return wire.write(reply.frame(Buffer.from(`${PLIST_HEAD}<array><string>hello</string></array></plist>`)));
    case 'empty':
      return wire.write(reply.frame(Buffer.from(`${PLIST_HEAD}<dict/></plist>`)));
    case 'length-huge':
      return wire.write(reply.frame(reply.payload, 0xffffffe0));
    case 'length-too-long':
      await wire.write(reply.frame(reply.payload, reply.payload.length + 1000));
      return stayMute(wire);
    case 'length-too-short':
      return wire.write(reply.frame(reply.payload, Math.floor(reply.payload.length / 2)));
    case 'length-zero':
      return wire.write(reply.zeroLength);
  }
}

async function stayMute(wire: Wire): Promise<never> {
  await wire.closed;
  throw new WireClosed();
}
