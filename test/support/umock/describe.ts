/**
 * USB devices for umockdev (https://github.com/martinpitt/umockdev), which shows them to a real program on a machine without
 * USB: the text of its device descriptions, with the descriptors that such a device would send.
 */

export interface MockDevice {
  readonly productId: number;
  readonly vendorId?: number;
  readonly name: string;
  /** As the device sends it. */
  readonly serial?: string;
  /** In 10^6 bits per second, as the kernel writes it. */
  readonly speed?: number;
  readonly interfaces: readonly (readonly [deviceClass: number, subclass: number, protocol: number])[];
}

const SERIAL = '00008101000123456789001E';

/** Photos (PTP), the multiplexer (255/254/2) and tethering, as a phone in normal mode shows them. */
export const PHONE: MockDevice = {
  productId: 0x12a8,
  name: 'iPhone',
  serial: SERIAL,
  interfaces: [
    [6, 1, 1],
    [255, 254, 2],
    [255, 253, 1],
  ],
};

export const RECOVERY: MockDevice = {
  productId: 0x1281,
  name: 'Apple Mobile Device (Recovery Mode)',
  serial: 'CPID:8101 CPRV:11 CPFM:03 SCEP:01 BDID:0A ECID:000123456789001E IBFL:3D SRNM:[XXXXXXXXXXXX]',
  interfaces: [[254, 1, 0]],
};

export const DFU: MockDevice = {
  productId: 0x1227,
  name: 'Apple Mobile Device (DFU Mode)',
  serial: 'CPID:8101 CPRV:11 CPFM:03 SCEP:01 BDID:0A ECID:000123456789001E IBFL:3C SRTG:[iBoot-0000.0.0.0.0]',
  interfaces: [[254, 1, 0]],
};

export const KEYBOARD: MockDevice = {
  productId: 0x024f,
  name: 'Apple Keyboard',
  speed: 12,
  interfaces: [[3, 1, 1]],
};

const HUB_PATH = '/devices/pci0000:00/0000:00:14.0/usb1';
const ROOT_HUB: MockDevice = {
  vendorId: 0x1d6b,
  productId: 2,
  name: 'xHCI Host Controller',
  serial: '0000:00:14.0',
  interfaces: [[9, 0, 0]],
};

/** A root hub and these devices on its ports, in umockdev's format. */
export function describeDevices(devices: readonly MockDevice[]): string {
  const ports = devices.map((device, index) =>
    entry(device, `${HUB_PATH}/1-${index + 1}`, index + 2, String(index + 1)),
  );
  return [...ports, entry(ROOT_HUB, HUB_PATH, 1, '0')].join('\n');
}

function entry(device: MockDevice, path: string, number: number, port: string): string {
  const vendor = device.vendorId ?? 0x05ac;
  const descriptors = descriptorsOf(device, vendor).toString('hex').toUpperCase();
  const node = `bus/usb/001/${String(number).padStart(3, '0')}`;
  const attributes: readonly (readonly [string, string])[] = [
    ['busnum', '1'],
    ['devnum', String(number)],
    ['devpath', port],
    ['speed', String(device.speed ?? 480)],
    ['idVendor', hex4(vendor)],
    ['idProduct', hex4(device.productId)],
    ['bcdDevice', '1000'],
    ['bDeviceClass', device === ROOT_HUB ? '09' : '00'],
    ['bDeviceSubClass', '00'],
    ['bDeviceProtocol', '00'],
    ['bNumConfigurations', '1'],
    ['bConfigurationValue', '1'],
    ['version', ' 2.00'],
    ['manufacturer', 'Apple Inc.'],
    ['product', device.name],
    ...(device.serial === undefined ? [] : ([['serial', device.serial]] as const)),
  ];
  return [
    `P: ${path}`,
    `N: ${node}=${descriptors}`,
    'E: DEVTYPE=usb_device',
    'E: SUBSYSTEM=usb',
    'E: DRIVER=usb',
    'E: BUSNUM=001',
    `E: DEVNUM=${String(number).padStart(3, '0')}`,
    'E: MAJOR=189',
    `E: MINOR=${number - 1}`,
    `E: DEVNAME=/dev/${node}`,
    `E: PRODUCT=${vendor.toString(16)}/${device.productId.toString(16)}/1000`,
    ...attributes.map(([key, value]) => `A: ${key}=${value}\\n`),
    `H: descriptors=${descriptors}`,
    '',
  ].join('\n');
}

/** Device and configuration descriptors: USB 2.0 specification, section 9.6. */
function descriptorsOf(device: MockDevice, vendor: number): Buffer {
  const interfaces = device.interfaces.flatMap(([deviceClass, subclass, protocol], index) => [
    ...[9, 4, index, 0, 1, deviceClass, subclass, protocol, 0],
    ...[7, 5, 0x81 + index, 2, ...le16(512), 0],
  ]);
  const deviceClass = device === ROOT_HUB ? 9 : 0;
  return Buffer.from([
    ...[
      18,
      1,
      ...le16(0x200),
      deviceClass,
      0,
      0,
      64,
      ...le16(vendor),
      ...le16(device.productId),
      ...le16(0x1000),
      1,
      2,
      3,
      1,
    ],
    ...[9, 2, ...le16(9 + interfaces.length), device.interfaces.length, 1, 0, 0xc0, 250],
    ...interfaces,
  ]);
}

function le16(value: number): [number, number] {
  return [value & 255, value >> 8];
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}
