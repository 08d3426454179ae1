/**
 * What lockdownd tells of a phone: the few keys that strangers may read, those of a session, and the domains. Kinds of values are as
 * real phones send them (an integer 0 for RequiresEncryption, seconds since 2001 for dates, an unsigned -1 for FamilyID).
 */
import type { PlistDict, PlistValue } from '../plist/index.ts';
import { MODELS, type Model, type ModelId } from './models.ts';

/** 2001-01-01 in ms since 1970: the dates of com.apple.mobile.backup count from there. */
export const APPLE_EPOCH_MS = 978_307_200_000;
const HOUR_MS = 60 * 60 * 1000;

export interface PhoneValues {
  readonly model: Model;
  /** The whole answer to a GetValue without key and domain, without trust. */
  readonly untrusted: PlistDict;
  /** What a session adds to it. TimeIntervalSince1970 and DevicePublicKey are made when they are asked for. */
  readonly session: PlistDict;
  readonly domains: Readonly<Record<string, PlistDict>>;
  /** Parts of domains that strangers may read. */
  readonly openDomains: Readonly<Record<string, PlistDict>>;
}

/** Seconds since 2001 of a moment given in ms since 1970. */
export function appleSeconds(ms: number): number {
  return Math.floor((ms - APPLE_EPOCH_MS) / 1000);
}

/** A healthy phone of this model; `now` (ms since 1970) is what the dates of its last backups are counted from. */
export function phoneValues(id: ModelId, now: number): PhoneValues {
  const model: Model = MODELS[id];
  const chip = Number.parseInt(model.serialNumber.replace(/\D/g, ''), 10) + 0xde300000000;
  const untrusted: PlistDict = {
    BoardId: 12,
    BuildVersion: model.buildVersion,
    CPUArchitecture: model.cpu,
    ChipID: model.chipId,
    DeviceClass: model.deviceClass,
    DeviceColor: '1',
    DeviceName: model.deviceName,
    DieID: chip,
    HardwareModel: model.hardwareModel,
    HasSiDP: true,
    PartitionType: 'GUID_partition_scheme',
    ProductName: 'iPhone OS',
    ProductType: model.productType,
    ProductVersion: model.productVersion,
    ProductionSOC: true,
    ProtocolVersion: '2',
    SupportedDeviceFamilies: model.deviceClass === 'iPad' ? [1, 2] : [1],
    TelephonyCapability: model.telephony,
    UniqueChipID: chip,
    UniqueDeviceID: model.udid,
    WiFiAddress: model.wifiAddress,
    ...(model.telephony ? baseband() : {}),
    // Seen without trust on iOS 27, not on 13 to 16.
    ...(major(model) >= 27 ? { ActivationState: 'Activated' } : {}),
  };
  return { model, untrusted, session: sessionValues(model), domains: domains(model, now), openDomains: openDomains() };
}

function major(model: Model): number {
  return Number.parseInt(model.productVersion, 10);
}

function baseband(): PlistDict {
  return {
    BasebandCertId: 3840149528,
    BasebandKeyHashInformation: { AKeyStatus: 2, SKeyStatus: 0 },
    BasebandSerialNumber: Buffer.from([0, 1, 2, 3]),
    BasebandVersion: '5.51.03',
  };
}

function sessionValues(model: Model): PlistDict {
  return {
    ActivationState: 'Activated',
    ActivationStateAcknowledged: true,
    BluetoothAddress: model.wifiAddress.replace(/^02:00/, '02:01'),
    BrickState: false,
    EthernetAddress: model.wifiAddress.replace(/^02:00/, '02:02'),
    FirmwareVersion: 'iBoot-11881.100.993',
    HostAttached: true,
    IsSupervised: false,
    ModelNumber: model.modelNumber,
    NonVolatileRAM: { 'boot-args': '' },
    PairRecordProtectionClass: 4,
    PasswordProtected: false,
    RegionInfo: 'LL/A',
    SIMStatus: 'kCTSIMSupportSIMStatusNotInserted',
    SerialNumber: model.serialNumber,
    TimeZone: 'Asia/Tokyo',
    TimeZoneOffsetFromUTC: 32400,
    TrustedHostAttached: true,
    Uses24HourClock: true,
    iTunesHasConnected: true,
  };
}

function domains(model: Model, now: number): Readonly<Record<string, PlistDict>> {
  const dataBytes = model.diskBytes - 8_000_000_000;
  // Well over the free space proper: it counts what iOS would clear on demand.
  const withPurgeable = Math.round(dataBytes * 0.6);
  return {
    'com.apple.disk_usage': {
      AmountDataAvailable: Math.round(dataBytes * 0.4),
      AmountDataReserved: 209_715_200,
      AmountRestoreAvailable: Math.round(dataBytes * 0.45),
      TotalDataAvailable: withPurgeable,
      TotalDataCapacity: dataBytes,
      TotalDiskCapacity: model.diskBytes,
      TotalSystemAvailable: 0,
      TotalSystemCapacity: 7_774_638_080,
    },
    'com.apple.fmip': { IsAssociated: true },
    'com.apple.iTunes': {},
    'com.apple.international': { Keyboard: 'en_US', Language: 'en', Locale: 'en_US' },
    'com.apple.mobile.backup': {
      CloudBackupEnabled: true,
      LastCloudBackupDate: appleSeconds(now - 20 * HOUR_MS),
      LastCloudBackupTZ: 'GMT+9',
      LastiTunesBackupDate: appleSeconds(now - 9 * 24 * HOUR_MS),
      LastiTunesBackupTZ: 'GMT+9',
      RequiresEncryption: 0,
      Version: '2.0',
      WillEncrypt: false,
    },
    'com.apple.mobile.battery': {
      BatteryCurrentCapacity: 87,
      BatteryIsCharging: true,
      ExternalChargeCapable: true,
      ExternalConnected: true,
      FullyCharged: false,
      GasGaugeCapability: true,
      HasBattery: true,
    },
    'com.apple.mobile.chaperone': { DeviceIsChaperoned: false },
    'com.apple.mobile.iTunes': { ...openItunes(), SchedulerEnabled: true },
    'com.apple.mobile.wireless_lockdown': {
      EnableWifiConnections: true,
      SupportsWifi: true,
      SupportsWifiSyncing: true,
    },
    // Both spellings are in use.
    'com.apple.PurpleBuddy': setup(),
    'com.apple.purplebuddy': setup(),
  };
}

function setup(): PlistDict {
  return { SetupDone: true, SetupFinishedAllSteps: true };
}

function openItunes(): PlistDict {
  return {
    FamilyID: 18_446_744_073_709_551_615n,
    MinITunesVersion: '12.9.0',
    MinMacOSVersion: '10.14.0',
    iTunesSetupComplete: true,
  };
}

function openDomains(): Readonly<Record<string, PlistDict>> {
  return { 'com.apple.mobile.iTunes': openItunes() };
}

/** Values to set; `undefined` takes a key away. */
export interface ValueChanges {
  readonly untrusted?: { readonly [key: string]: PlistValue | undefined };
  readonly session?: { readonly [key: string]: PlistValue | undefined };
  readonly domains?: Readonly<Record<string, { readonly [key: string]: PlistValue | undefined }>>;
}

export function withValues(values: PhoneValues, changes: ValueChanges): PhoneValues {
  const changedDomains = { ...values.domains };
  const changedOpen = { ...values.openDomains };
  for (const [name, domain] of Object.entries(changes.domains ?? {})) {
    changedDomains[name] = merged(values.domains[name] ?? {}, domain);
    const open = values.openDomains[name];
    // Strangers see the same values, of the same keys only.
    if (open) {
      const visible = Object.entries(domain).filter(([key]) => key in open);
      changedOpen[name] = merged(open, Object.fromEntries(visible));
    }
  }
  return {
    model: values.model,
    untrusted: merged(values.untrusted, changes.untrusted ?? {}),
    session: merged(values.session, changes.session ?? {}),
    domains: changedDomains,
    openDomains: changedOpen,
  };
}

function merged(values: PlistDict, changes: { readonly [key: string]: PlistValue | undefined }): PlistDict {
  const entries = Object.entries({ ...values, ...changes });
  return Object.fromEntries(entries.filter((entry): entry is [string, PlistValue] => entry[1] !== undefined));
}
