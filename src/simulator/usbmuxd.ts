/**
 * usbmuxd: lists phones, keeps pair records, and turns a connection to itself into one to a port of a phone.
 * https://github.com/libimobiledevice/usbmuxd/blob/master/src/client.c
 */
import type { Socket } from 'node:net';
import type { PlistDict, PlistValue } from '../plist/index.ts';
import type { MuxConfig } from './config.ts';
import { bytesAt, integerAt, stringAt } from './dictionary.ts';
import type { Phone } from './phone.ts';
import type { Recorder } from './record.ts';
import { FOREIGN_ANSWER, faultFor, sendReply } from './reply-fault.ts';
import { muxMessage, readMuxRequest, swapPort } from './usbmux-packet.ts';
import { openWire, type Wire, WireClosed } from './wire.ts';

const OK = 0;
const BAD_COMMAND = 1;
const BAD_DEVICE = 2;
const CONNECTION_REFUSED = 3;
const BAD_VERSION = 6;
/** In answers about pair records the number is an errno. */
const ENOENT = 2;
const EINVAL = 22;

/** A phone as the multiplexer lists it; a phone on cable and Wi-Fi has two entries. */
export interface Attachment {
  readonly deviceId: number;
  readonly connection: 'usb' | 'network';
  readonly phone: Phone;
}

export interface Mux {
  readonly config: MuxConfig;
  readonly systemBuid: string;
  /** Present now, by device id. */
  readonly attached: Map<number, Attachment>;
  /** Settles when the records below are laid down and the phones know them: the keys take half a second to make. */
  trustReady: Promise<void>;
  /** By UDID. */
  readonly pairRecords: Map<string, Buffer>;
  readonly listeners: Set<Wire>;
  readonly record: Recorder;
  /** How often Connect was asked, by UDID. */
  readonly connects: Map<string, number>;
}

/** Talks with one client until it leaves; never rejects. */
export async function serveMuxClient(mux: Mux, socket: Socket): Promise<void> {
  const wire = openWire(socket);
  try {
    if (mux.config.state === 'silent') await wire.closed;
    else if (mux.config.state === 'foreign') await speakHttp(wire);
    else await talk(mux, wire);
  } catch (error) {
    if (!(error instanceof WireClosed)) throw error;
  }
}

async function speakHttp(wire: Wire): Promise<void> {
  await wire.read(1);
  await wire.write(FOREIGN_ANSWER);
  wire.end();
}

async function talk(mux: Mux, wire: Wire): Promise<void> {
  wire.pace = mux.config.pace;
  for (;;) {
    const request = await readMuxRequest(wire);
    if (request.kind === 'nonsense') return wire.destroy();
    if (request.kind === 'wrong-version') {
      await send(wire, result(BAD_VERSION), request.tag);
      return wire.end();
    }
    const name = stringAt(request.body, 'MessageType') ?? '';
    note(mux, name, request.body);
    if (/^Connect$|PairRecord$/.test(name)) await mux.trustReady;
    const fault = faultFor(mux.config.faults, name);
    const reply = (message: PlistValue) => sendReply(wire, muxMessage(message, request.tag), fault);
    if (mux.listeners.has(wire)) {
      await reply(result(BAD_COMMAND));
      return wire.end();
    }
    if (name === 'Connect' && !mux.config.unknownRequests.includes(name)) {
      const target = connectTarget(mux, request.body);
      await reply(result(target.result));
      if (target.attachment === null) continue;
      await target.attachment.phone.serve(target.port, wire);
      return;
    }
    if (name === 'Listen' && !mux.config.unknownRequests.includes(name)) {
      await startListening(mux, wire, request.tag, reply);
      continue;
    }
    await reply(answer(mux, name, request.body));
  }
}

function note(mux: Mux, name: string, body: PlistDict): void {
  const port = integerAt(body, 'PortNumber');
  const udid =
    stringAt(body, 'PairRecordID') ?? mux.attached.get(integerAt(body, 'DeviceID') ?? -1)?.phone.udid ?? null;
  const fields = {
    ...(port === null ? {} : { port: swapPort(port), deviceId: integerAt(body, 'DeviceID') }),
    ...(bytesAt(body, 'PairRecordData') === null ? {} : { pairRecord: true }),
  };
  mux.record({ layer: 'mux', service: null, name, udid, fields });
}

function answer(mux: Mux, name: string, body: PlistDict): PlistDict {
  if (mux.config.unknownRequests.includes(name)) return result(BAD_COMMAND);
  switch (name) {
    case 'ListDevices':
      return { DeviceList: [...mux.attached.values()].map(attachedMessage) };
    case 'ListListeners':
      return { ListenerList: [...mux.listeners].map((_, index) => ({ 'ID String': `listener-${index + 1}` })) };
    case 'ReadBUID':
      return { BUID: mux.systemBuid };
    case 'ReadPairRecord': {
      const udid = stringAt(body, 'PairRecordID');
      if (udid === null) return result(EINVAL);
      const bytes = mux.pairRecords.get(udid);
      return bytes ? { PairRecordData: bytes } : result(ENOENT);
    }
    case 'SavePairRecord':
      return savePairRecord(mux, body);
    case 'DeletePairRecord': {
      const udid = stringAt(body, 'PairRecordID');
      return result(udid !== null && mux.pairRecords.delete(udid) ? OK : ENOENT);
    }
    default:
      return result(BAD_COMMAND);
  }
}

function savePairRecord(mux: Mux, body: PlistDict): PlistDict {
  const udid = stringAt(body, 'PairRecordID');
  const bytes = bytesAt(body, 'PairRecordData');
  if (udid === null || bytes === null) return result(EINVAL);
  if (mux.config.savePairRecord !== OK) return result(mux.config.savePairRecord);
  mux.pairRecords.set(udid, bytes);
  const deviceId = integerAt(body, 'DeviceID');
  if (deviceId !== null && mux.attached.get(deviceId)?.phone.udid === udid) {
    tellListeners(mux, { MessageType: 'Paired', DeviceID: deviceId });
  }
  return result(OK);
}

interface ConnectTarget {
  readonly result: number;
  readonly attachment: Attachment | null;
  readonly port: number;
}

function connectTarget(mux: Mux, body: PlistDict): ConnectTarget {
  const attachment = mux.attached.get(integerAt(body, 'DeviceID') ?? -1);
  const number = integerAt(body, 'PortNumber');
  const refused = (code: number) => ({ result: code, attachment: null, port: 0 });
  if (number === null) return refused(BAD_COMMAND);
  if (attachment === undefined) return refused(BAD_DEVICE);
  const { phone } = attachment;
  const before = mux.connects.get(phone.udid) ?? 0;
  mux.connects.set(phone.udid, before + 1);
  const { result: planned, times } = phone.config.connect;
  if (planned !== OK && (times === null || before < times)) return refused(planned);
  const port = swapPort(number);
  return phone.listensOn(port) ? { result: OK, attachment, port } : refused(CONNECTION_REFUSED);
}

async function startListening(
  mux: Mux,
  wire: Wire,
  tag: number,
  reply: (message: PlistValue) => Promise<void>,
): Promise<void> {
  const events = [...mux.attached.values()].map(attachedMessage);
  if (mux.config.joined) {
    const packets = [framed(result(OK), tag), ...events.map((event) => framed(event, 0))];
    await wire.write(Buffer.concat(packets));
  } else {
    await reply(result(OK));
    for (const event of events) await send(wire, event, 0);
  }
  mux.listeners.add(wire);
  void wire.closed.then(() => mux.listeners.delete(wire));
}

/** A phone comes; whoever listens is told. */
export function plugIn(mux: Mux, attachment: Attachment): void {
  mux.attached.set(attachment.deviceId, attachment);
  tellListeners(mux, attachedMessage(attachment));
}

/** A phone goes, with all its entries. */
export function unplug(mux: Mux, phone: Phone): void {
  for (const attachment of [...mux.attached.values()].filter((one) => one.phone === phone)) {
    mux.attached.delete(attachment.deviceId);
    tellListeners(mux, { MessageType: 'Detached', DeviceID: attachment.deviceId });
  }
}

/** Events that nobody asked for carry the tag 0. */
function tellListeners(mux: Mux, event: PlistDict): void {
  for (const wire of mux.listeners) void send(wire, event, 0).catch(() => undefined);
}

/** What ListDevices and Listen tell of a phone. */
function attachedMessage({ deviceId, connection, phone }: Attachment): PlistDict {
  const { config } = phone;
  const serial = config.dashInSerial ? phone.udid : phone.udid.replace('-', '');
  const properties: PlistDict =
    connection === 'usb'
      ? {
          ConnectionSpeed: config.usbSpeed,
          ConnectionType: 'USB',
          DeviceID: deviceId,
          LocationID: 0x1400_0000 + deviceId,
          ProductID: config.values.model.productId,
          SerialNumber: serial,
        }
      : {
          ConnectionType: 'Network',
          DeviceID: deviceId,
          EscapedFullServiceName: `${config.values.model.wifiAddress}@fe80::1._apple-mobdev2._tcp.local.`,
          InterfaceIndex: 14,
          // A socket address of the family IPv4 in a field for any family: 192.0.2.1, which belongs to nobody.
          NetworkAddress: Buffer.concat([Buffer.from([0x10, 2, 0, 0, 192, 0, 2, 1]), Buffer.alloc(120)]),
          SerialNumber: serial,
        };
  return { DeviceID: deviceId, MessageType: 'Attached', Properties: properties };
}

function result(number: number): PlistDict {
  return { MessageType: 'Result', Number: number };
}

function framed(message: PlistValue, tag: number): Buffer {
  const { frame, payload } = muxMessage(message, tag);
  return frame(payload);
}

async function send(wire: Wire, message: PlistValue, tag: number): Promise<void> {
  await wire.write(framed(message, tag));
}
