/** From plain to TLS on the same socket, the phone being the TLS server; and the ways in which that fails in life. */
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { TlsConfig } from './config.ts';
import type { Recorder } from './record.ts';
import { FOREIGN_ANSWER } from './reply-fault.ts';
import type { TrustedHost } from './trust.ts';
import { openWire, type Wire, WireClosed } from './wire.ts';

/** What the client showed of itself. */
type Shown = 'host' | 'root' | 'unknown' | 'none';

/**
 * Takes the plain wire over. Rejects with WireClosed where the handshake fails, where it is meant to, or where the client shows a
 * certificate that is not of its pair record.
 */
export async function upgradeToTls(
  wire: Wire,
  of: {
    readonly config: TlsConfig;
    readonly host: TrustedHost;
    readonly devicePrivateKey: string;
    readonly service: string | null;
    readonly udid: string;
    readonly record: Recorder;
  },
): Promise<Wire> {
  const note = (name: string, fields: Record<string, string>) =>
    of.record({ layer: 'tls', service: of.service, name, udid: of.udid, fields });
  switch (of.config.ending) {
    case 'hang-up-before':
      note('hang-up-before', {});
      wire.end();
      throw new WireClosed();
    case 'cut-before':
      note('cut-before', {});
      wire.destroy();
      throw new WireClosed();
    case 'silent':
      await wire.closed;
      throw new WireClosed();
    case 'garbage':
      await wire.read(1);
      await wire.write(FOREIGN_ANSWER);
      await wire.closed;
      throw new WireClosed();
    default:
  }
  const pace = wire.pace;
  const context = contextFor(of.host.deviceCertificate, of.devicePrivateKey, of.config.version);
  if (context === null) {
    // A client that paired with a certificate for somebody else's key: no handshake can come of it.
    note('handshake-failed', {});
    wire.destroy();
    throw new WireClosed();
  }
  const socket = new TLSSocket(wire.release(), {
    isServer: true,
    // The chain ends at a root that the client made itself: what counts is that it is the one of the pair record.
    requestCert: true,
    rejectUnauthorized: false,
    secureContext: context,
  });
  const done = await new Promise<boolean>((resolve) => {
    socket.once('secure', () => resolve(true));
    socket.once('close', () => resolve(false));
    socket.on('error', () => resolve(false));
  });
  if (!done) {
    note('handshake-failed', {});
    socket.destroy();
    throw new WireClosed();
  }
  const shown = whoIsIt(socket, of.host);
  note('handshake', { certificate: shown, protocol: socket.getProtocol() ?? '' });
  if (of.config.ending === 'hang-up-after' || !of.config.accepts.some((one) => one === shown)) {
    socket.end();
    throw new WireClosed();
  }
  const secure = openWire(socket);
  secure.pace = pace;
  return secure;
}

function contextFor(cert: string, key: string, version: TlsConfig['version']): SecureContext | null {
  try {
    return createSecureContext({ cert, key, minVersion: version, maxVersion: version });
  } catch {
    return null;
  }
}

function whoIsIt(socket: TLSSocket, host: TrustedHost): Shown {
  const raw = socket.getPeerCertificate().raw as Buffer | undefined;
  if (!raw) return 'none';
  if (raw.equals(host.hostCertificate)) return 'host';
  return raw.equals(host.rootCertificate) ? 'root' : 'unknown';
}
