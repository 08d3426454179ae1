/**
 * From plain to TLS on the same connection. The phone's certificate signs itself and carries no names, so nothing in it can be
 * verified but its key: that must be the one in the pair record.
 */
import { X509Certificate } from 'node:crypto';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { type Channel, openChannel } from './channel.ts';
import { codeOf, PhoneError, type What } from './errors.ts';
import { type Context, limited } from './limits.ts';
import type { PairRecord } from './pair-record.ts';

/**
 * Throws PhoneError: `record-unusable` (its keys can't be read), `tls-refused` (the phone hangs up or complains: it no longer trusts
 * this computer, or its own keys are still sealed), `certificate-differs`, `garbage` (no TLS at all), `no-answer`, `aborted`.
 */
export async function upgradeToTls(
  channel: Channel,
  record: PairRecord,
  context: Context,
  during: string,
): Promise<Channel> {
  const what: What = { layer: 'tls', during };
  const { wanted, secureContext } = materialOf(record);
  const socket = channel.release();
  return await limited(what, context.limits.tlsMs, context.signal, async (signal) => {
    const secure = connect({
      socket,
      secureContext,
      // Pinned below instead.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    try {
      await handshake(secure, signal, what);
      const shown = secure.getPeerX509Certificate();
      if (!shown || !keyOf(shown).equals(wanted)) {
        throw new PhoneError({ ...what, kind: 'certificate-differs' });
      }
      return openChannel(secure);
    } catch (error) {
      secure.destroy();
      socket.destroy();
      throw error;
    }
  });
}

function handshake(secure: TLSSocket, signal: AbortSignal, what: What): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    const settle = (end: () => void): void => {
      signal.removeEventListener('abort', stop);
      end();
    };
    signal.addEventListener('abort', stop, { once: true });
    secure.once('secureConnect', () => settle(resolve));
    // Stays for good: an error after the handshake has a listener of the channel's, one between the two must not end the process.
    secure.on('error', (error) => settle(() => reject(handshakeError(codeOf(error), what))));
    secure.once('close', () => settle(() => reject(handshakeError('end of stream', what))));
  });
}

/** A goodbye, a reset and a TLS alert all say "not with you"; anything else came from something that does not speak TLS. */
function handshakeError(code: string, what: What): PhoneError {
  const refused = code === 'end of stream' || /^(ECONNRESET|EPIPE)$/.test(code) || code.includes('ALERT');
  return new PhoneError({ ...what, kind: refused ? 'tls-refused' : 'garbage', error: code });
}

interface Material {
  /** The key that the phone must show. */
  readonly wanted: Buffer;
  readonly secureContext: SecureContext;
}

/** Reading the keys takes milliseconds, and one diagnosis opens a dozen sessions with the same record. */
const prepared = new WeakMap<PairRecord, Material>();

function materialOf(record: PairRecord): Material {
  const before = prepared.get(record);
  if (before !== undefined) return before;
  try {
    const material: Material = {
      wanted: keyOf(new X509Certificate(record.deviceCertificate.revealText())),
      secureContext: createSecureContext({
        cert: record.hostCertificate.revealText(),
        key: record.hostPrivateKey.revealText(),
        // Nobody's: without this Node reads the roots of the web first, which nothing here is checked against, for some 40 ms.
        ca: [],
        minVersion: 'TLSv1.2',
        // Old records hold 1024-bit keys and SHA-1 signatures. Nothing rests on signatures here: the key is compared.
        ciphers: 'DEFAULT@SECLEVEL=0',
      }),
    };
    prepared.set(record, material);
    return material;
  } catch (error) {
    throw new PhoneError({ layer: 'mux', kind: 'record-unusable', during: 'ReadPairRecord', error: codeOf(error) });
  }
}

function keyOf(certificate: X509Certificate): Buffer {
  return certificate.publicKey.export({ type: 'spki', format: 'der' });
}
