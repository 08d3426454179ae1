/** USB devices as the kernel lists them. */
import { readdir } from 'node:fs/promises';
import { applePhones, type SeenDevice } from '../../facts/apple-usb.ts';
import { type Fact, known, unknown } from '../../facts/fact.ts';
import type { UsbFinding } from '../../facts/types.ts';
import { errorCode, readSmallFile } from '../small-file.ts';
import type { HostContext } from '../types.ts';

/** Attributes: https://docs.kernel.org/admin-guide/abi-testing.html#abi-file-testing-sysfs-bus-usb */
export async function readSysfsUsb(context: HostContext): Promise<Fact<UsbFinding>> {
  const folder = `${context.systemRoot}/sys/bus/usb/devices`;
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return unknown('missing-tool', 'this machine has no USB subsystem');
    return unknown(code === 'EACCES' || code === 'EPERM' ? 'denied' : 'missing-tool', `${code} /sys/bus/usb`);
  }
  // A colon marks the interfaces of a device.
  const devices = await Promise.all(
    names.filter((name) => !name.includes(':')).map((name) => readDevice(`${folder}/${name}`)),
  );
  return known({ devices: applePhones(devices), method: 'sysfs' });
}

async function readDevice(folder: string): Promise<SeenDevice> {
  const attribute = async (name: string): Promise<string | null> => {
    const text = await readSmallFile(`${folder}/${name}`, 4096);
    return text.known ? text.value.toString('utf8').trim() : null;
  };
  const [vendor, product, name, serial, speed] = await Promise.all(
    ['idVendor', 'idProduct', 'product', 'serial', 'speed'].map(attribute),
  );
  // In 10^6 bits per second; 1.5 exists.
  const megabits = Number(speed ?? Number.NaN);
  return {
    vendorId: hexOf(vendor),
    productId: hexOf(product),
    name: name ?? null,
    serial: serial ?? null,
    linkSpeed: megabits > 0 ? megabits * 1e6 : null,
  };
}

function hexOf(text: string | null | undefined): number | null {
  return /^[0-9a-f]{4}$/i.test(text ?? '') ? Number.parseInt(text ?? '', 16) : null;
}
