/** The handshake with keys and certificates of all ages, made by the real openssl. */

import { createSecureContext, TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { Channel } from '../../src/phone/channel.ts';
import { parsePairRecord } from '../../src/phone/pair-record.ts';
import { upgradeToTls } from '../../src/phone/tls-upgrade.ts';
import { connectToPort } from '../../src/phone/usbmux.ts';
import { buildBinaryPlist } from '../../src/plist/index.ts';
import { context, failureFrom } from './support/context.ts';
import { hasOpenssl, type Identity, selfSigned } from './support/keys.ts';
import { type Peer, result, type ScriptedServer, scriptedServer } from './support/scripted-server.ts';

let server: ScriptedServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function reach(script: (peer: Peer) => Promise<void> | void): Promise<Channel> {
  server = await scriptedServer(async (peer) => {
    await peer.readMux();
    peer.write(result(0));
    await script(peer);
  });
  return await connectToPort(server.address, 1, 1, context());
}

/** The phone's side, with a greeting once the handshake is over. */
function tlsPhone(identity: Identity, version: 'TLSv1' | 'TLSv1.2' | 'TLSv1.3' = 'TLSv1.2') {
  return (peer: Peer): Promise<void> => {
    peer.socket.removeAllListeners('data');
    const secure = new TLSSocket(peer.socket, {
      isServer: true,
      requestCert: true,
      rejectUnauthorized: false,
      secureContext: createSecureContext({
        cert: identity.certificate,
        key: identity.privateKey,
        ciphers: 'DEFAULT@SECLEVEL=0',
        minVersion: version,
        maxVersion: version,
      }),
    });
    secure.on('error', () => undefined);
    secure.on('secure', () => void secure.write('hello'));
    return peer.gone;
  };
}

const recordOf = (host: Identity, device: Identity) =>
  parsePairRecord(
    buildBinaryPlist({
      HostID: 'H',
      HostCertificate: Buffer.from(host.certificate),
      HostPrivateKey: Buffer.from(host.privateKey),
      DeviceCertificate: Buffer.from(device.certificate),
    }),
  );

describe.skipIf(!hasOpenssl())('TLS (needs openssl)', () => {
  const host = selfSigned({ bits: 2048, digest: 'sha256' });
  const device = selfSigned({ bits: 2048, digest: 'sha256' });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '%s: the right key is accepted, and what follows is read',
    async (version) => {
      const channel = await reach(tlsPhone(device, version));
      const secure = await upgradeToTls(channel, recordOf(host, device), context(), 'test');
      const text = await secure.read(
        (bytes) => (bytes.length < 5 ? { need: 5 } : { frame: String(bytes), used: 5 }),
        { layer: 'service', during: 'test' },
        new AbortController().signal,
      );
      expect(text).toBe('hello');
      secure.destroy();
    },
  );

  it('another key is refused, whatever its certificate says', async () => {
    const other = selfSigned({ bits: 2048, digest: 'sha256' });
    const channel = await reach(tlsPhone(other));
    const failure = await failureFrom(upgradeToTls(channel, recordOf(host, device), context(), 'test'));
    expect(failure).toMatchObject({ layer: 'tls', kind: 'certificate-differs' });
  });

  it('records of old programs, with 1024 bits and SHA-1, still work', async () => {
    const [oldHost, oldDevice] = [
      selfSigned({ bits: 1024, digest: 'sha1' }),
      selfSigned({ bits: 1024, digest: 'sha1' }),
    ];
    const channel = await reach(tlsPhone(oldDevice));
    const secure = await upgradeToTls(channel, recordOf(oldHost, oldDevice), context(), 'test');
    secure.destroy();
  });

  it('nothing older than TLS 1.2 is spoken', async () => {
    const channel = await reach(tlsPhone(device, 'TLSv1'));
    const failure = await failureFrom(upgradeToTls(channel, recordOf(host, device), context(), 'test'));
    expect(failure.layer).toBe('tls');
  });

  it.each<[string, Identity]>([
    ['keys that do not belong together', { certificate: host.certificate, privateKey: device.privateKey }],
    ['a key that asks for a password', selfSigned({ bits: 2048, digest: 'sha256', passphrase: 'secret' })],
    ['a key that is none', { certificate: host.certificate, privateKey: '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n' }],
    ['a certificate that is none', { certificate: '-----BEGIN CERTIFICATE-----\nAAAA\n', privateKey: host.privateKey }],
  ])('%s: the record is unusable, and nothing of it is told', async (_name, bad) => {
    const channel = await reach((peer) => peer.gone);
    const failure = await failureFrom(upgradeToTls(channel, recordOf(bad, device), context(), 'test'));
    expect(failure.kind).toBe('record-unusable');
    expect(failure.error).toMatch(/^[A-Z0-9_]+$/);
    channel.destroy();
  });

  it.each<[string, (peer: Peer) => Promise<void> | void, object]>([
    ['a goodbye', (peer) => void peer.socket.end(), { kind: 'tls-refused' }],
    ['a reset', (peer) => void peer.socket.destroy(), { kind: 'tls-refused' }],
    // TLS alert, fatal, unknown certificate authority.
    [
      'a complaint',
      (peer) => peer.write(Buffer.from('15030300020230', 'hex')),
      { kind: 'tls-refused', error: expect.stringContaining('ALERT') },
    ],
    ['a web server', (peer) => peer.write('HTTP/1.1 400 Bad Request\r\n\r\n'), { kind: 'garbage' }],
    ['silence', (peer) => peer.gone, { kind: 'no-answer' }],
  ])('%s instead of a handshake', async (name, script, expected) => {
    const channel = await reach(async (peer) => {
      await peer.read(5);
      await script(peer);
    });
    const failure = await failureFrom(
      upgradeToTls(channel, recordOf(host, device), context(name === 'silence' ? { tlsMs: 100 } : {}), 'test'),
    );
    expect(failure).toMatchObject({ layer: 'tls', during: 'test', ...expected });
  });
});
