import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Channel, type Decoder, openChannel } from '../../src/phone/channel.ts';
import { limited } from '../../src/phone/limits.ts';
import { plistDecoder } from '../../src/phone/property-list-service.ts';
import { failureFrom } from './support/context.ts';
import { dict, framed, type Peer, type ScriptedServer, scriptedServer } from './support/scripted-server.ts';

const WHAT = { layer: 'lockdown', during: 'test' } as const;
const NEVER = new AbortController().signal;
let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function reach(script: (peer: Peer) => Promise<void> | void): Promise<{ channel: Channel; socket: Socket }> {
  server = await scriptedServer(script);
  const { address } = server;
  const socket = address.kind === 'unix' ? connect(address.path) : connect(address.port, address.host);
  await new Promise<void>((resolve) => void socket.once('connect', resolve));
  return { channel: openChannel(socket), socket };
}

const bytes =
  (count: number): Decoder<Buffer> =>
  (held) =>
    held.length < count ? { need: count } : { frame: Buffer.from(held.subarray(0, count)), used: count };

describe('a channel', () => {
  it('reads frames that come in pieces, and several that come at once', async () => {
    const one = framed(dict(['a', '<integer>1</integer>']));
    const { channel } = await reach(async (peer) => {
      for (const byte of one) {
        peer.write(Buffer.of(byte));
        await new Promise((resolve) => setImmediate(resolve));
      }
      peer.write(Buffer.concat([one, one]));
    });
    for (let i = 0; i < 3; i++) expect(await channel.read(plistDecoder(WHAT), WHAT, NEVER)).toEqual({ a: 1 });
    channel.destroy();
  });

  it('takes no more from a sender who never stops than it needs', async () => {
    let sent = 0;
    const { channel, socket } = await reach(async (peer) => {
      const block = Buffer.alloc(1 << 20, 0x20);
      const pour = (): void => {
        while (!peer.socket.destroyed && sent < 500_000_000) {
          sent += block.length;
          if (!peer.socket.write(block)) {
            peer.socket.once('drain', pour);
            return;
          }
        }
      };
      pour();
      await peer.gone;
    });
    expect(await channel.read(bytes(10), WHAT, NEVER)).toHaveLength(10);
    await new Promise((resolve) => setTimeout(resolve, 100));
    // What the kernel holds on both sides, a block that waits to be sent, and one chunk.
    expect(sent).toBeLessThan(8_000_000);
    expect(socket.bytesRead).toBeLessThan(1_000_000);
    channel.destroy();
  });

  it.each([
    ['hangs up', (peer: Peer) => void peer.socket.end('abc'), 'end of stream'],
    ['hangs up before the read', (peer: Peer) => void peer.socket.end('abc'), 'end of stream'],
  ])('the other side %s: what it sent before is told', async (name, script, error) => {
    const { channel } = await reach(script);
    if (name.includes('before')) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await failureFrom(channel.read(bytes(10), WHAT, NEVER))).toEqual({
      layer: 'lockdown',
      during: 'test',
      kind: 'hung-up',
      error,
      seen: '"abc"',
    });
  });

  it('what came whole before the goodbye is still read', async () => {
    const { channel } = await reach((peer) => void peer.socket.end('abcdef'));
    expect(String(await channel.read(bytes(3), WHAT, NEVER))).toBe('abc');
    expect(String(await channel.read(bytes(3), WHAT, NEVER))).toBe('def');
    expect((await failureFrom(channel.read(bytes(3), WHAT, NEVER))).kind).toBe('hung-up');
  });

  it('a silent or dribbling sender meets the time limit, and the connection is closed', async () => {
    const { channel, socket } = await reach((peer) => {
      const timer = setInterval(() => peer.write('x'), 20);
      return peer.gone.then(() => clearInterval(timer));
    });
    const started = performance.now();
    const failure = await failureFrom(limited(WHAT, 200, NEVER, (signal) => channel.read(bytes(1000), WHAT, signal)));
    expect(failure).toMatchObject({ kind: 'no-answer', during: 'test', seen: expect.stringMatching(/^"x+"/) });
    expect(performance.now() - started).toBeLessThan(1500);
    expect(socket.destroyed).toBe(true);
  });

  it('an abort ends a read at once', async () => {
    const { channel, socket } = await reach((peer) => peer.gone);
    const controller = new AbortController();
    const reading = failureFrom(
      limited(WHAT, 60_000, controller.signal, (signal) => channel.read(bytes(1), WHAT, signal)),
    );
    controller.abort();
    expect(await reading).toMatchObject({ kind: 'aborted' });
    expect(socket.destroyed).toBe(true);
    expect(await failureFrom(limited(WHAT, 60_000, controller.signal, async () => 1))).toMatchObject({
      kind: 'aborted',
    });
  });

  it('gives back what was read too early', async () => {
    const { channel } = await reach((peer) => void peer.write('abcdef'));
    await channel.read(bytes(2), WHAT, NEVER);
    const socket = channel.release();
    const rest = await new Promise<Buffer>((resolve) => void socket.once('data', resolve).resume());
    expect(String(rest)).toBe('cdef');
    socket.destroy();
  });

  it('says goodbye, and does not wait for ever for the other side', async () => {
    let ended = false;
    const { channel, socket } = await reach((peer) => {
      peer.socket.on('end', () => {
        ended = true;
      });
      peer.socket.allowHalfOpen = true;
      const timer = setInterval(() => peer.write('x'), 10);
      return peer.gone.then(() => clearInterval(timer));
    });
    const started = performance.now();
    await channel.end();
    expect(ended).toBe(true);
    expect(socket.destroyed).toBe(true);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
