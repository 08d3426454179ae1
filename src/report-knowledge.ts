/**
 * What the reporters need to know besides the events: where the person sits, which programs and phones are there, and
 * which strings are private. Filled while the facts become known; every question is answered at once with what is known.
 */
import path from 'node:path';
import type { Target } from './core/check.ts';
import type { Facts, PhoneIdentity } from './facts/types.ts';
import type { ProgramId, Where } from './messages/define.ts';
import { modelName } from './phone/models.ts';
import { type MuxEntry, sameUdid } from './phone/mux-device.ts';
import type { Privacy, PrivateString, ReportDevice, ReportHost } from './report/types.ts';

/** Names that every phone has before it gets its own: masking them would mask the word itself. */
const COMMON_NAMES = /^(iphone|ipad|ipod( touch)?)$/i;

export interface Knowledge {
  /** Starts the facts that the report needs and keeps what they say. For iCloud alone this computer's folders are left alone. */
  collect(targets: ReadonlySet<Target>): void;
  where(): Where;
  host(): ReportHost;
  devices(): readonly ReportDevice[];
  privacy(): Privacy;
}

export function createKnowledge(
  facts: Facts,
  person: { readonly homedir: string; readonly login: string; readonly showPrivate: boolean },
): Knowledge {
  const { platform, osVersion } = facts.host();
  let programs: readonly { id: ProgramId; name: string; version: string | null }[] = [];
  const devices = new Map<string, ReportDevice>();
  const secrets: PrivateString[] = [];
  const keep = (kind: PrivateString['kind'], value: string | null | undefined) => {
    if (value != null && value !== '') secrets.push({ kind, value });
  };
  const keepName = (name: string | null | undefined) => {
    if (name != null && !COMMON_NAMES.test(name)) keep('name', name);
  };
  let identity: PhoneIdentity | null = null;
  let chosen: MuxEntry | null = null;
  let trusted: boolean | null = null;
  /** What the chosen phone told about itself, for its line among the devices. */
  const told = (udid: string): Partial<ReportDevice> =>
    chosen === null || identity === null || !sameUdid(chosen.udid, udid)
      ? {}
      : {
          name: identity.deviceName,
          productType: identity.productType,
          model: identity.productType === null ? null : modelName(identity.productType),
          productVersion: identity.productVersion,
          trusted,
        };
  keep('user', person.login);
  keep('user', path.basename(person.homedir));

  return {
    collect(targets) {
      // Facts never reject. Their answers reach us before any check that waits for the same promise later.
      facts.programs().then((fact) => {
        if (fact.known) programs = fact.value;
      });
      facts.usb().then((fact) => {
        for (const device of fact.known ? fact.value.devices : []) keep('udid', device.udid);
      });
      facts.mux().then((fact) => {
        for (const device of fact.known ? fact.value.devices : []) {
          keep('udid', device.udid);
          // The cable wins where the same phone is listed twice.
          if (device.connection === 'usb' || !devices.has(device.udid)) {
            devices.set(device.udid, { ...UNASKED, udid: device.udid, connection: device.connection });
          }
        }
      });
      facts.phoneIdentity().then((fact) => {
        if (!fact.known || !fact.value.ok) return;
        identity = fact.value.value;
        keepName(identity.deviceName);
      });
      facts.phone().then((fact) => {
        chosen = fact.known ? fact.value.chosen : null;
      });
      facts.phoneTrust().then((fact) => {
        // "Could not be told" stays null: it is not "no".
        if (fact.known && fact.value.state !== 'unknown') trusted = fact.value.state === 'trusted';
      });
      if (!targets.has('computer')) return;
      facts.backups().then((fact) => {
        for (const backup of fact.known ? fact.value.flatMap((listing) => listing.backups) : []) {
          keep('udid', backup.udid);
          keep('serial', backup.device?.serialNumber);
          keepName(backup.device?.name);
        }
      });
    },
    where: () => ({
      platform,
      osVersion,
      programs: programs.map((program) => program.id),
      device: deviceWord(identity?.deviceClass),
    }),
    host: () => ({
      platform,
      release: osVersion,
      backupSoftware: programs.map(({ name, version }) => ({ name, version })),
    }),
    devices: () => [...devices.values()].map((device) => ({ ...device, ...told(device.udid ?? '') })),
    privacy: () => ({ showPrivate: person.showPrivate, homes: [person.homedir], secrets }),
  };
}

/** What the sentences call the device. */
function deviceWord(deviceClass: string | null | undefined): Where['device'] {
  if (deviceClass === 'iPad') return 'iPad';
  return deviceClass === 'iPod' ? 'iPod touch' : 'iPhone';
}

/** A phone that is listed but was not asked anything. */
const UNASKED: Omit<ReportDevice, 'udid' | 'connection'> = {
  name: null,
  productType: null,
  model: null,
  productVersion: null,
  trusted: null,
};
