/**
 * Apple devices with invented identifiers. Types, models, chips and versions are real; UDIDs, serial numbers and addresses belong to no device
 * (addresses start with 02: "locally administered").
 */

export interface Model {
  /** What a person calls it. */
  readonly name: string;
  readonly deviceClass: 'iPhone' | 'iPad' | 'iPod';
  /** What a new device calls itself. */
  readonly deviceName: string;
  readonly productType: string;
  readonly hardwareModel: string;
  readonly modelNumber: string;
  readonly chipId: number;
  readonly cpu: 'arm64' | 'arm64e';
  readonly telephony: boolean;
  readonly productVersion: string;
  readonly buildVersion: string;
  readonly udid: string;
  readonly serialNumber: string;
  readonly wifiAddress: string;
  /** Bytes, decimal as Apple sells them. */
  readonly diskBytes: number;
  /** USB product id in normal mode: one for all phones, one for all tablets, one for players. */
  readonly productId: number;
}

const PHONE = { deviceClass: 'iPhone', deviceName: 'iPhone', telephony: true, productId: 0x12a8 } as const;

export const MODELS = {
  'iphone-16-plus': {
    ...PHONE,
    name: 'iPhone 16 Plus',
    productType: 'iPhone17,4',
    hardwareModel: 'D48AP',
    modelNumber: 'MXVU3',
    chipId: 0x8140,
    cpu: 'arm64e',
    productVersion: '27.0.1',
    buildVersion: '24A446',
    udid: '00008140-0000DE3000DE301C',
    serialNumber: 'DEM0000001',
    wifiAddress: '02:00:00:de:30:01',
    diskBytes: 128_000_000_000,
  },
  'iphone-15-old-ios': {
    ...PHONE,
    name: 'iPhone 15',
    productType: 'iPhone15,4',
    hardwareModel: 'D37AP',
    modelNumber: 'MTLY3',
    chipId: 0x8120,
    cpu: 'arm64e',
    productVersion: '17.0',
    buildVersion: '21A329',
    udid: '00008120-0000DE3000DE3A1E',
    serialNumber: 'DEM0000002',
    wifiAddress: '02:00:00:de:30:02',
    diskBytes: 128_000_000_000,
  },
  'iphone-xs': {
    ...PHONE,
    name: 'iPhone XS',
    productType: 'iPhone11,2',
    hardwareModel: 'D321AP',
    modelNumber: 'MT9G2',
    chipId: 0x8020,
    cpu: 'arm64e',
    productVersion: '18.7.10',
    buildVersion: '22H374',
    udid: '00008020-0000DE3000DE302E',
    serialNumber: 'DEM000000003',
    wifiAddress: '02:00:00:de:30:03',
    diskBytes: 64_000_000_000,
  },
  'iphone-8': {
    ...PHONE,
    name: 'iPhone 8',
    productType: 'iPhone10,1',
    hardwareModel: 'D20AP',
    modelNumber: 'MQ6K2',
    chipId: 0x8015,
    cpu: 'arm64',
    productVersion: '16.7.16',
    buildVersion: '20H392',
    udid: 'de300de300de300de300de300de300de300de301',
    serialNumber: 'DEM000000004',
    wifiAddress: '02:00:00:de:30:04',
    diskBytes: 64_000_000_000,
  },
  'iphone-se-2016': {
    ...PHONE,
    name: 'iPhone SE (1st generation)',
    productType: 'iPhone8,4',
    hardwareModel: 'N69AP',
    modelNumber: 'MLMN2',
    chipId: 0x8003,
    cpu: 'arm64',
    productVersion: '15.8.8',
    buildVersion: '19H422',
    udid: 'de300de300de300de300de300de300de300de302',
    serialNumber: 'DEM000000005',
    wifiAddress: '02:00:00:de:30:05',
    diskBytes: 16_000_000_000,
  },
  'ipad-10': {
    name: 'iPad (10th generation)',
    deviceClass: 'iPad',
    deviceName: 'iPad',
    telephony: false,
    productId: 0x12ab,
    productType: 'iPad13,18',
    hardwareModel: 'J271AP',
    modelNumber: 'MPQ03',
    chipId: 0x8101,
    cpu: 'arm64e',
    productVersion: '27.0.1',
    buildVersion: '24A446',
    udid: '00008101-0000DE3000DE306A',
    serialNumber: 'DEM0000006',
    wifiAddress: '02:00:00:de:30:06',
    diskBytes: 64_000_000_000,
  },
  'ipod-touch-6': {
    name: 'iPod touch (6th generation)',
    deviceClass: 'iPod',
    deviceName: 'iPod touch',
    telephony: false,
    productId: 0x12aa,
    productType: 'iPod7,1',
    hardwareModel: 'N102AP',
    modelNumber: 'MKH62',
    chipId: 0x7000,
    cpu: 'arm64',
    productVersion: '12.5.8',
    buildVersion: '16H88',
    udid: 'de300de300de300de300de300de300de300de303',
    serialNumber: 'DEM000000007',
    wifiAddress: '02:00:00:de:30:07',
    diskBytes: 16_000_000_000,
  },
} as const satisfies Readonly<Record<string, Model>>;

export type ModelId = keyof typeof MODELS;
